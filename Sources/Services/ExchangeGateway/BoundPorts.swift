/// The ports on which a gateway listens.
public struct BoundPorts: Sendable, Hashable {
    /// The port of the consumer edge, if there is one.
    public let consumer: Int?
    /// The port of the provider edge, if there is one.
    public let provider: Int?
}
