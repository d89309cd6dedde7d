/// The ruling on a call.
public enum ExchangeDecision: Sendable, Equatable {
    /// The call may go ahead.
    case permit(ExchangeReceipt)
    /// The call may not go ahead.
    case deny(ExchangeDenial)
}
