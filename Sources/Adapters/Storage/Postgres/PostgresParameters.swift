/// The values of one run of a statement, laid out as libpq takes them.
///
/// It can be filled anew, so that a batch needs its memory once.
struct PostgresParameters {
    private var types: [UInt32] = []
    private var lengths: [Int32] = []
    /// That each value is in binary format.
    private var formats: [Int32] = []
    private var offsets: [Int] = []
    private var bytes: [UInt8] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    init() {}

    init(_ values: [SQLValue]) throws(DatabaseError) { try fill(values) }

    /// Takes the values of another run.
    mutating func fill(_ values: [SQLValue]) throws(DatabaseError) {
        types.removeAll(keepingCapacity: true)
        lengths.removeAll(keepingCapacity: true)
        offsets.removeAll(keepingCapacity: true)
        bytes.removeAll(keepingCapacity: true)
        for value in values {
            try value.checkIsStorable()
            switch value {
            case .null: add(0, nil as [UInt8]?)
            case .integer(let integer):
                withUnsafeBytes(of: integer.bigEndian) { add(PostgresValue.TypeID.int8, $0) }
            case .text(let text): add(PostgresValue.TypeID.text, text.utf8)
            case .blob(let blob): add(PostgresValue.TypeID.bytea, blob)
            }
        }
        if formats.count != values.count { formats = [Int32](repeating: 1, count: values.count) }
    }

    private mutating func add(_ type: UInt32, _ value: (some Collection<UInt8>)?) {
        types.append(type)
        guard let value else {
            offsets.append(-1)
            lengths.append(0)
            return
        }
        let start = bytes.count
        bytes.append(contentsOf: value)
        offsets.append(start)
        lengths.append(Int32(clamping: bytes.count - start))
    }

    /// The values' types, lengths and formats.
    var layout: (types: [UInt32], lengths: [Int32], formats: [Int32]) { (types, lengths, formats) }

    /// Gives the pointers to the values; nil for a null.
    mutating func withPointers<R>(_ body: ([UnsafePointer<CChar>?]) -> R) -> R {
        pointers.removeAll(keepingCapacity: true)
        return bytes.withUnsafeBytes { buffer in
            // A pointer to nothing would mean null: an empty value points somewhere.
            withUnsafePointer(to: 0 as CChar) { somewhere in
                let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) ?? somewhere
                for offset in offsets { pointers.append(offset < 0 ? nil : start + offset) }
                return body(pointers)
            }
        }
    }
}
