public import DataExchange

/// What the register says of a member of the exchange.
public struct DirectoryEntry: Sendable, Hashable {
    /// The institution that the member is, as its certificates name it.
    public let institution: InstitutionIdentity
    /// Where its gateway listens; nil if it offers no services.
    public let gateway: NetworkAddress?

    /// Creates an entry.
    public init(institution: InstitutionIdentity, gateway: NetworkAddress?) {
        self.institution = institution
        self.gateway = gateway
    }
}
