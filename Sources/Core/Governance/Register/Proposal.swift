/// A request to a body to adopt a list of effects, and how far it has come.
public struct Proposal: Codable, Hashable, Sendable {
    /// What is proposed.
    public internal(set) var text: ProposalText
    /// The digest that votes are bound to.
    public internal(set) var digest: Digest
    /// Who proposed it.
    public let proposer: OfficialID
    /// When it was submitted, or last amended.
    public internal(set) var submitted: Instant
    /// The procedure as it stood at submission; a later change of it does not reach this proposal.
    public let procedure: Procedure
    /// How far the proposal has come.
    public internal(set) var stage: Stage
    /// The seats that seconded it.
    public internal(set) var seconds: [SeatID]
    /// When the consultation opened.
    public internal(set) var consultationOpened: Instant?
    /// The comments and their answers.
    public internal(set) var comments: [RecordedComment]
    /// The rounds of voting held or open, in order.
    public internal(set) var rounds: [Ballot]
    /// The act, once adopted.
    public internal(set) var act: ActID?

    /// The stages of a proposal.
    public enum Stage: String, Codable, Hashable, Sendable {
        /// Submitted; the notice runs.
        case submitted
        /// The consultation is open.
        case consultation
        /// A vote is open.
        case voting
        /// A round did not carry, and the next may follow.
        case betweenRounds = "between-rounds"
        case adopted
        /// The threshold was not met.
        case rejected
        /// The quorum was not met.
        case noQuorum = "no-quorum"
        case withdrawn

        /// Whether nothing more can happen to the proposal.
        public var isFinal: Bool {
            switch self {
            case .submitted, .consultation, .voting, .betweenRounds: false
            case .adopted, .rejected, .noQuorum, .withdrawn: true
            }
        }
    }

    /// The round that is open or was held last.
    public var currentBallot: Ballot? { rounds.last }
}

/// A comment as recorded, with the body's answer once there is one.
public struct RecordedComment: Codable, Hashable, Sendable {
    /// The identifier.
    public let id: Identifier<Comment>
    /// What it says.
    public let text: String
    /// What the body answered.
    public internal(set) var answer: String?
}

/// One round of voting: the electorate frozen at its opening, and the votes.
public struct Ballot: Codable, Hashable, Sendable {
    /// One seat that may vote, with who holds it.
    public struct Elector: Codable, Hashable, Sendable {
        /// The seat.
        public let seat: SeatID
        /// The official who held the seat's office when the vote opened.
        public let official: OfficialID
        /// The institution of that office.
        public let institution: InstitutionID
    }

    /// A vote as counted.
    public struct CountedVote: Codable, Hashable, Sendable {
        /// The seat.
        public let seat: SeatID
        /// What it said.
        public let choice: Vote.Choice
        /// The sequence of the entry that recorded it.
        public let position: Int
    }

    /// The number of the round, from 1.
    public let round: Int
    /// When the vote opened.
    public let opened: Instant
    /// The first moment at which no vote is taken any more.
    public let closes: Instant
    /// When it was closed; `nil` while it is open.
    public internal(set) var closed: Instant?
    /// The seats that may vote, frozen at the opening.
    public let electorate: [Elector]
    /// How many seats the body had at the opening, vacant ones included.
    public let seats: Int
    /// The votes, in order.
    public internal(set) var votes: [CountedVote]
    /// The seats whose holders stepped aside, with their reasons.
    public internal(set) var recusals: [Recusal]
    /// The count, once closed.
    public internal(set) var tally: Tally?
}
