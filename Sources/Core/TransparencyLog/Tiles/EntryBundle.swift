/// The content of an entry bundle: up to 256 entries, each after its length in two bytes.
public enum EntryBundle {
    /// The longest entry, in bytes.
    public static let maximumEntryBytes = 65_535

    /// The bytes of a bundle.
    ///
    /// - Throws: ``LogError`` with code `entry_too_large`.
    public static func encode(_ entries: some Sequence<[UInt8]>) throws(LogError) -> [UInt8] {
        var output: [UInt8] = []
        for entry in entries {
            guard let length = UInt16(exactly: entry.count) else {
                throw LogError(
                    .entryTooLarge,
                    "entry of \(entry.count) bytes does not fit a bundle"
                )
            }
            withUnsafeBytes(of: length.bigEndian) { output.append(contentsOf: $0) }
            output += entry
        }
        return output
    }

    /// Reads a bundle.
    ///
    /// - Parameters:
    ///   - bytes: the bundle.
    ///   - width: how many entries it must hold.
    /// - Returns: the entries in order.
    /// - Throws: ``LogError`` with code `malformed_tile` for more, fewer or cut entries.
    public static func decode(_ bytes: [UInt8], width: Int) throws(LogError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var rest = bytes[...]
        while entries.count < width {
            let length = rest.prefix(2).reduce(0) { $0 << 8 | Int($1) }
            guard rest.count >= 2 + length else {
                throw LogError(.malformedTile, "bundle ends inside entry `\(entries.count)`")
            }
            rest = rest.dropFirst(2)
            entries.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        guard rest.isEmpty else {
            throw LogError(.malformedTile, "bundle holds more than \(width) entries")
        }
        return entries
    }
}
