/// A typed refusal that knows how it looks to a client.
public protocol ProblemConvertible: Error {
    /// What the client is told.
    var problem: ProblemDetails { get }
}

extension ProblemDetails: ProblemConvertible {
    /// Itself.
    public var problem: ProblemDetails { self }
}
