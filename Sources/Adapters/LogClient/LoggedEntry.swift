public import TransparencyLog

/// An entry as a log holds it.
public struct LoggedEntry: Sendable, Hashable {
    /// The position in the log, from 0.
    public let index: Int
    /// What stands in the log.
    public let leaf: LogLeaf
    /// The entry as it was recorded: the leaf itself, or the body that the leaf names by its hash.
    public let bytes: [UInt8]
}
