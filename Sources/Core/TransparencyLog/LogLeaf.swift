public import MerkleTree

/// The bytes that stand in the log for an entry.
public struct LogLeaf: Sendable, Hashable {
    /// The bytes in the bundle, at most 65,535.
    public let bytes: [UInt8]
    /// The reference, where the entry itself does not fit.
    public let largeEntry: LargeEntry?

    /// Makes the leaf for an entry.
    ///
    /// An entry over 65,535 bytes is replaced by a ``LargeEntry``; whoever logs it must keep the
    /// entry beside the log.
    ///
    /// - Throws: ``LogError`` with code `reserved_entry` for an entry that reads like such a
    ///   reference, since nobody could tell the two apart.
    public init(recording entry: [UInt8]) throws(LogError) {
        if entry.count > EntryBundle.maximumEntryBytes {
            let reference = LargeEntry(body: entry)
            bytes = reference.bytes
            largeEntry = reference
            return
        }
        guard LargeEntry(reading: entry) == nil else {
            throw LogError(.reservedEntry, "entry reads like a reference to a large entry")
        }
        bytes = entry
        largeEntry = nil
    }

    /// Reads a leaf from a bundle.
    ///
    /// - Throws: ``LogError`` with code `entry_too_large`.
    public init(reading bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= EntryBundle.maximumEntryBytes else {
            throw LogError(.entryTooLarge, "entry of \(bytes.count) bytes does not fit a bundle")
        }
        self.bytes = bytes
        largeEntry = LargeEntry(reading: bytes)
    }

    /// The leaf's hash in the tree.
    public var hash: TreeHash { .leaf(bytes) }

    /// The entry that was recorded.
    ///
    /// - Parameter body: the body kept beside the log, needed for a large entry only.
    /// - Returns: the entry's bytes.
    /// - Throws: ``LogError`` with code `body_mismatch` for a missing or another body.
    public func entry(body: [UInt8]? = nil) throws(LogError) -> [UInt8] {
        guard let largeEntry else { return bytes }
        guard let body else { throw LogError(.bodyMismatch, "body of a large entry is missing") }
        try largeEntry.check(body: body)
        return body
    }
}
