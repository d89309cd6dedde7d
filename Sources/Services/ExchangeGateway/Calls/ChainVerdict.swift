public import DataExchange

/// What the check of a chain found.
public struct ChainVerdict: Sendable, Hashable {
    /// The end of the chain, as far as it holds.
    public let end: ChainEnd
    /// The first record that does not follow; nil where all do.
    public let fault: ChainFault?
}
