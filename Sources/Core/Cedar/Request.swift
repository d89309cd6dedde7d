/// A question to the authoriser: whether a principal may do an action to a resource.
public struct Request: Sendable, Hashable {
    /// Who asks.
    public var principal: EntityUID
    /// What they want to do.
    public var action: EntityUID
    /// To what.
    public var resource: EntityUID
    /// The circumstances.
    public var context: CedarRecord

    /// Makes a request.
    public init(
        principal: EntityUID,
        action: EntityUID,
        resource: EntityUID,
        context: CedarRecord = .empty
    ) {
        self.principal = principal
        self.action = action
        self.resource = resource
        self.context = context
    }
}
