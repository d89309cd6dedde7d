public import DataExchange

/// What a gateway asks a ruling about.
public struct ExchangeCall: Sendable, Equatable {
    /// The caller.
    public let client: ClientIdentifier
    /// The service called.
    public let service: ServiceIdentifier
    /// The method, in upper case.
    public let method: String
    /// The canonical path below the service: empty, or starting with `/`; without the query.
    public let path: String
    /// The purpose stated in `Cabildo-Purpose`, if any.
    public let purpose: String?
    /// What is declared in `Cabildo-Declared`, if anything.
    public let declaration: CallDeclaration?
    /// The side that asks.
    public let role: ExchangeRole
    /// The time of the call in milliseconds.
    public let at: Int64

    /// Creates a call.
    public init(
        client: ClientIdentifier,
        service: ServiceIdentifier,
        method: String,
        path: String,
        purpose: String?,
        declaration: CallDeclaration? = nil,
        role: ExchangeRole,
        at: Int64
    ) {
        self.client = client
        self.service = service
        self.method = method
        self.path = path
        self.purpose = purpose
        self.declaration = declaration
        self.role = role
        self.at = at
    }
}
