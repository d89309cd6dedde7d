/// What an institution or a body may and must do on a subject, with its legal source.
public struct Mandate: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .mandate }
    /// The identifier.
    public let id: MandateID
    /// The institution that holds it; exactly one of `institution` and `body` is given.
    public let institution: InstitutionID?
    /// The body that holds it.
    public let body: BodyID?
    /// What the holder does.
    public let function: Function
    /// What it does it on; what lies under the path is covered too.
    public let subject: SubjectPath
    /// Whether nobody else may hold the function on the subject.
    public let exclusive: Bool
    /// The highest instrument a holder of `decide` may make; `regulation` when left out.
    public let rank: Rank?
    /// The legal source in words, such as `Law 12/2025, art. 4`.
    public let legalSource: String?
    /// The charter article that grants it.
    public let article: ArticleID?
    /// Whether a part of it may be given on.
    public let delegable: Bool
    /// The mandate it was given on from.
    public let delegatedFrom: MandateID?
    /// The first moment at which it holds.
    public let from: Instant?
    /// The first moment at which it no longer holds.
    public let until: Instant?

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period(from: from, until: until) }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { subject }

    /// The highest instrument the holder may make.
    public var rankLimit: Rank { rank ?? .regulation }

    /// Who holds the mandate; `nil` when it names nobody or two.
    public var holder: Holder? {
        switch (institution, body) {
        case (let institution?, nil): .institution(institution)
        case (nil, let body?): .body(body)
        default: nil
        }
    }

    /// Makes a mandate.
    public init(
        id: MandateID,
        holder: Holder,
        function: Function,
        subject: SubjectPath,
        exclusive: Bool = false,
        rank: Rank? = nil,
        legalSource: String? = nil,
        article: ArticleID? = nil,
        delegable: Bool = false,
        delegatedFrom: MandateID? = nil,
        from: Instant? = nil,
        until: Instant? = nil
    ) {
        self.id = id
        switch holder {
        case .institution(let institution):
            self.institution = institution
            self.body = nil
        case .body(let body):
            self.institution = nil
            self.body = body
        }
        self.function = function
        self.subject = subject
        self.exclusive = exclusive
        self.rank = rank
        self.legalSource = legalSource
        self.article = article
        self.delegable = delegable
        self.delegatedFrom = delegatedFrom
        self.from = from
        self.until = until
    }
}

/// Who holds a mandate.
public enum Holder: Hashable, Sendable, CustomStringConvertible {
    /// An institution.
    case institution(InstitutionID)
    /// A body.
    case body(BodyID)

    /// The identifier of the holder as text.
    public var description: String {
        switch self {
        case .institution(let id): id.text
        case .body(let id): id.text
        }
    }
}
