/// A call on the exchange, to be ruled on.
public struct ExchangeQuestion: Hashable, Sendable {
    /// The institution that asks for data.
    public let consumer: InstitutionID
    /// The subsystem through which it asks.
    public let subsystem: Identifier<Institution.Subsystem>
    /// The service it calls.
    public let service: ServiceID
    /// The HTTP method, in upper case (RFC 9110, section 9.1).
    public let method: String
    /// The purpose it states; the purpose of the agreement when it states none.
    public let purpose: String?
    /// When it asks.
    public let at: Instant
    /// What is declared about the call.
    public let declared: DeclaredFacts

    /// Makes a question.
    public init(
        consumer: InstitutionID,
        subsystem: Identifier<Institution.Subsystem>,
        service: ServiceID,
        method: String,
        purpose: String? = nil,
        at: Instant,
        declared: DeclaredFacts = .none
    ) {
        self.consumer = consumer
        self.subsystem = subsystem
        self.service = service
        self.method = method
        self.purpose = purpose
        self.at = at
        self.declared = declared
    }
}
