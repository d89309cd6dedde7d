/// Reads lines that end with a newline, byte by byte.
struct LineReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    /// The next line without its newline; `nil` at the end or for a line that has none.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let end = rest.firstIndex(of: Bytes.newline) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return rest[..<end]
    }
}

extension ArraySlice<UInt8> {
    /// What follows a prefix; `nil` where the bytes do not start with it.
    func after(_ prefix: String) -> ArraySlice<UInt8>? {
        starts(with: prefix.utf8) ? dropFirst(prefix.utf8.count) : nil
    }
}
