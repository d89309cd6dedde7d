/// Why a request's body ended early: thrown to the handler that is reading it.
enum ConnectionCut: Error, Sendable {
    /// The body did not end in time.
    case bodyTimeout
    /// The last answer of the connection was already given.
    case closing
}
