/// Values in PostgreSQL's binary format.
enum PostgresValue {
    /// The object identifiers of the types that are sent and read (`pg_type.dat`).
    enum TypeID {
        static let bool: UInt32 = 16
        static let bytea: UInt32 = 17
        static let name: UInt32 = 19
        static let int8: UInt32 = 20
        static let int2: UInt32 = 21
        static let int4: UInt32 = 23
        static let text: UInt32 = 25
        static let oid: UInt32 = 26
        static let unknown: UInt32 = 705
        static let varchar: UInt32 = 1043
        static let numeric: UInt32 = 1700
        static let void: UInt32 = 2278
    }

    /// Reads a value.
    static func read(
        _ bytes: UnsafeRawBufferPointer,
        type: UInt32,
        column: @autoclosure () -> String
    ) throws(DatabaseError) -> SQLValue {
        switch type {
        case TypeID.int8, TypeID.int4, TypeID.int2: return .integer(integer(bytes))
        case TypeID.oid: return .integer(integer(bytes) & 0xFFFF_FFFF)
        case TypeID.bool: return .integer(bytes.first == 1 ? 1 : 0)
        case TypeID.text, TypeID.varchar, TypeID.name, TypeID.unknown:
            return .text(String(decoding: bytes, as: UTF8.self))
        case TypeID.bytea: return .blob([UInt8](bytes))
        case TypeID.void: return .null
        case TypeID.numeric:
            if let integer = numeric(bytes) { return .integer(integer) }
            throw DatabaseError(
                .wrongType,
                "column `\(column())` holds a number that is no integer of 64 bits"
            )
        default:
            throw DatabaseError(
                .wrongType,
                "column `\(column())` holds a type that is neither integer, text nor blob"
            )
        }
    }

    /// A big-endian integer of 2, 4 or 8 bytes, with its sign.
    private static func integer(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        var result: Int64 = bytes.first.map { $0 >= 0x80 ? -1 : 0 } ?? 0
        for byte in bytes { result = result << 8 | Int64(byte) }
        return result
    }

    /// The integer in a `numeric`, such as a sum of integers: digits to the base 10,000.
    private static func numeric(_ bytes: UnsafeRawBufferPointer) -> Int64? {
        guard bytes.count >= 8 else { return nil }
        func word(_ index: Int) -> Int { Int(bytes[2 * index]) << 8 | Int(bytes[2 * index + 1]) }
        let (count, weight, sign) = (word(0), Int(Int16(truncatingIfNeeded: word(1))), word(2))
        guard sign == 0 || sign == 0x4000, bytes.count == 8 + 2 * count, weight < 5 else {
            return nil
        }
        var result: Int64 = 0
        for place in 0...max(0, weight) {
            let digit = place < count && weight >= 0 ? word(4 + place) : 0
            let (product, isTooLarge) = result.multipliedReportingOverflow(by: 10_000)
            let (sum, isTooLargeToo) = product.subtractingReportingOverflow(Int64(digit))
            guard !isTooLarge, !isTooLargeToo else { return nil }
            result = sum
        }
        guard count <= weight + 1 else { return nil }
        // Built up below zero, where there is room for the smallest integer.
        if sign == 0x4000 { return result }
        return result == .min ? nil : -result
    }
}
