/// How a body decides: notice, consultation, quorum, threshold, voting window, standstill.
public struct Procedure: RegisterItem {
    /// The kind of the item.
    public static var kind: ItemKind { .procedure }
    /// The identifier.
    public let id: ProcedureID
    /// The procedure's name.
    public let name: LocalizedText
    /// Who may submit a proposal.
    public let proposers: Proposers?
    /// How many seats other than the proposer's must second a proposal before a vote can open.
    public let seconds: Int?
    /// The shortest time between submission and the opening of the vote.
    public let notice: Span?
    /// The shortest time for which comments are taken; none when left out.
    public let consultation: Span?
    /// Whether each comment must be answered before the vote opens.
    public let answersComments: Bool
    /// The part of the seats that must take part; none needed when left out.
    public let quorum: Share?
    /// The rounds of voting, at least one.
    public let rounds: [Round]
    /// Whether the vote may close once every filled seat has voted or stepped aside.
    public let closesEarly: Bool
    /// Whether a proposal names seats whose approval is needed besides the threshold.
    public let needsConsent: Bool
    /// The shortest time between two acts of the class; none when left out.
    public let interval: Span?
    /// The time between the closing of the vote and the effect of the act.
    public let standstill: Span?

    /// A class of proposals.
    public enum Class {}

    /// Who may submit a proposal.
    public enum Proposers: String, Codable, Hashable, Sendable {
        /// Officials who hold a seat of the body.
        case seats
        /// Any official in office.
        case officials
    }

    /// The identifier as text.
    public var key: String { id.text }
    /// When the item holds.
    public var period: Period { Period() }
    /// The subject a body must decide on to touch it.
    public var governedSubject: SubjectPath { .governance("procedures") }

    /// Makes a procedure.
    public init(
        id: ProcedureID,
        name: LocalizedText,
        proposers: Proposers? = nil,
        seconds: Int? = nil,
        notice: Span? = nil,
        consultation: Span? = nil,
        answersComments: Bool = false,
        quorum: Share? = nil,
        rounds: [Round],
        closesEarly: Bool = false,
        needsConsent: Bool = false,
        interval: Span? = nil,
        standstill: Span? = nil
    ) {
        self.id = id
        self.name = name
        self.proposers = proposers
        self.seconds = seconds
        self.notice = notice
        self.consultation = consultation
        self.answersComments = answersComments
        self.quorum = quorum
        self.rounds = rounds
        self.closesEarly = closesEarly
        self.needsConsent = needsConsent
        self.interval = interval
        self.standstill = standstill
    }
}

/// One round of voting.
public struct Round: Codable, Hashable, Sendable {
    /// The part of the votes that must approve.
    public let threshold: Share
    /// How long the vote stays open.
    public let window: Span
    /// The shortest time of discussion before this round opens; for a later round, after the end of
    /// the one before.
    public let after: Span?
    /// The part that must approve, in a round that did not carry, for the next round to follow.
    public let nextRoundIf: Share?

    /// Makes a round.
    public init(threshold: Share, window: Span, after: Span? = nil, nextRoundIf: Share? = nil) {
        self.threshold = threshold
        self.window = window
        self.after = after
        self.nextRoundIf = nextRoundIf
    }
}
