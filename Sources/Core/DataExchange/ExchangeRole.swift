/// The side of a call that a gateway serves.
public enum ExchangeRole: String, Sendable, Hashable, CaseIterable {
    /// The side of the caller.
    case consumer
    /// The side of the service.
    case provider
}
