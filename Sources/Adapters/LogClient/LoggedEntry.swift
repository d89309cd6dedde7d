public import TransparencyLog

/// An entry as a log holds it.
public struct LoggedEntry: Sendable, Hashable {
    /// The position in the log, from 0.
    public let index: Int
    /// What stands in the log.
    public let leaf: LogLeaf
    /// The entry as it was recorded: the leaf itself, or the body that the leaf names by its hash.
    public let bytes: [UInt8]

    /// Makes an entry of its parts, which have been checked against each other.
    init(index: Int, leaf: LogLeaf, bytes: [UInt8]) {
        self.index = index
        self.leaf = leaf
        self.bytes = bytes
    }
}
