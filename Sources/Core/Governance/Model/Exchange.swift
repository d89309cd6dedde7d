/// Something an institution publishes on the exchange, described by an OpenAPI document.
public struct Service: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .service }
    /// The identifier.
    public let id: ServiceID
    /// The institution that provides it.
    public let institution: InstitutionID
    /// The provider's subsystem that offers it.
    public let subsystem: Identifier<Institution.Subsystem>
    /// The service code on the exchange, the last part of its X-Road identifier.
    public let code: Identifier<Service>
    /// The service's name.
    public let name: LocalizedText
    /// What it is about, under `exchange/services` as a rule.
    public let subject: SubjectPath
    /// The standards it follows.
    public let standards: [StandardID]
    /// Where its OpenAPI document is published.
    public let description: String?
    /// The categories of data it gives out.
    public let dataCategories: [String]
    /// The first moment at which it is offered.
    public let from: Instant?
    /// The first moment at which it no longer is.
    public let until: Instant?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { subject }

    /// Makes a service.
    public init(
        id: ServiceID,
        institution: InstitutionID,
        subsystem: Identifier<Institution.Subsystem>,
        code: Identifier<Service>,
        name: LocalizedText,
        subject: SubjectPath,
        standards: [StandardID] = [],
        description: String? = nil,
        dataCategories: [String] = [],
        from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.id = id
        self.institution = institution
        self.subsystem = subsystem
        self.code = code
        self.name = name
        self.subject = subject
        self.standards = standards
        self.description = description
        self.dataCategories = dataCategories
        self.from = from
        self.until = until
    }
}

/// A consumer may call a provider's service for a purpose, on a legal basis, until a date.
public struct Agreement: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .agreement }
    /// The identifier.
    public let id: AgreementID
    /// The institution that provides the data.
    public let provider: InstitutionID
    /// The institution that asks for it.
    public let consumer: InstitutionID
    /// The service it is about.
    public let service: ServiceID
    /// The purpose for which the data may be used.
    public let purpose: String?
    /// The law that allows it.
    public let legalBasis: String?
    /// The categories of data it covers.
    public let dataCategories: [String]
    /// How long the consumer may keep the data.
    public let retention: Span?
    /// The first moment at which it holds.
    public let from: Instant?
    /// The first moment at which it no longer holds.
    public let until: Instant?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The register replaces this by the service's own subject, which is more specific.
    public var governedSubject: SubjectPath { .exchangeAgreements }

    /// Makes an agreement.
    public init(
        id: AgreementID,
        provider: InstitutionID,
        consumer: InstitutionID,
        service: ServiceID,
        purpose: String? = nil,
        legalBasis: String? = nil,
        dataCategories: [String] = [],
        retention: Span? = nil,
        from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.id = id
        self.provider = provider
        self.consumer = consumer
        self.service = service
        self.purpose = purpose
        self.legalBasis = legalBasis
        self.dataCategories = dataCategories
        self.retention = retention
        self.from = from
        self.until = until
    }
}

/// Cedar policies in force by an act, tied to safeguards, with a review date.
public struct Rule: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .rule }
    /// The identifier.
    public let id: RuleID
    /// The rule's name.
    public let name: LocalizedText
    /// What it governs.
    public let subject: SubjectPath
    /// The safeguards it implements.
    public let safeguards: [SafeguardID]
    /// The text of its Cedar policies.
    public let cedar: String
    /// When it must be looked at again.
    public let review: Instant?
    /// The first moment at which it is in force.
    public let from: Instant?
    /// The first moment at which it no longer is.
    public let until: Instant?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { subject }

    /// Makes a rule.
    public init(
        id: RuleID,
        name: LocalizedText,
        subject: SubjectPath,
        safeguards: [SafeguardID] = [],
        cedar: String,
        review: Instant? = nil,
        from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.subject = subject
        self.safeguards = safeguards
        self.cedar = cedar
        self.review = review
        self.from = from
        self.until = until
    }
}

extension SubjectPath {
    static let exchangeAgreements: SubjectPath = SubjectPath("exchange/agreements") ?? .governance
}
