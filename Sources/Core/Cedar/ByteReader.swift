/// A cursor over the bytes of a short text.
struct ByteReader {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: String) {
        self.bytes = Array(text.utf8)
    }

    var isAtEnd: Bool { index == bytes.count }

    var rest: ArraySlice<UInt8> { bytes[index...] }

    /// Takes one byte if it is the next.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard index < bytes.count, UInt32(bytes[index]) == scalar.value else { return false }
        index += 1
        return true
    }

    /// Takes a run of ASCII digits, at least one.
    mutating func digits() -> ArraySlice<UInt8>? {
        let start = index
        while index < bytes.count, bytes[index] >= 0x30, bytes[index] <= 0x39 { index += 1 }
        return index > start ? bytes[start..<index] : nil
    }

    /// Takes exactly so many digits as a number.
    mutating func number(width: Int) -> Int64? {
        guard index + width <= bytes.count else { return nil }
        var total: Int64 = 0
        for byte in bytes[index..<index + width] {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            total = total * 10 + Int64(byte - 0x30)
        }
        index += width
        return total
    }
}
