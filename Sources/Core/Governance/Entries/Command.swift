/// What an actor asks the register to record; the body of an entry, before the log accepts it.
public enum Command: Hashable, Sendable {
    case charterEnacted(Enactment)
    case proposalSubmitted(ProposalText)
    case proposalAmended(ProposalText)
    case proposalWithdrawn(Withdrawal)
    case proposalSeconded(SeatAction)
    case consultationOpened(ProposalAction)
    case commentRecorded(Comment)
    case commentAnswered(CommentAnswer)
    case votingOpened(ProposalAction)
    case voteCast(Vote)
    case recusalDeclared(Recusal)
    case votingClosed(ProposalAction)
    case anchorRecorded(Anchor)
    case keyRotated(KeyRotation)
    case keyRevoked(KeyRevocation)
    case logKeyAdded(LogKeyAddition)
    case logKeyRetired(LogKeyRetirement)

    /// The kinds of entries, as they stand in the log.
    public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        case charterEnacted = "charter-enacted"
        case proposalSubmitted = "proposal-submitted"
        case proposalAmended = "proposal-amended"
        case proposalWithdrawn = "proposal-withdrawn"
        case proposalSeconded = "proposal-seconded"
        case consultationOpened = "consultation-opened"
        case commentRecorded = "comment-recorded"
        case commentAnswered = "comment-answered"
        case votingOpened = "voting-opened"
        case voteCast = "vote-cast"
        case recusalDeclared = "recusal-declared"
        case votingClosed = "voting-closed"
        case anchorRecorded = "anchor-recorded"
        case keyRotated = "key-rotated"
        case keyRevoked = "key-revoked"
        case logKeyAdded = "log-key-added"
        case logKeyRetired = "log-key-retired"
    }

    /// The kind of the command.
    public var kind: Kind {
        switch self {
        case .charterEnacted: .charterEnacted
        case .proposalSubmitted: .proposalSubmitted
        case .proposalAmended: .proposalAmended
        case .proposalWithdrawn: .proposalWithdrawn
        case .proposalSeconded: .proposalSeconded
        case .consultationOpened: .consultationOpened
        case .commentRecorded: .commentRecorded
        case .commentAnswered: .commentAnswered
        case .votingOpened: .votingOpened
        case .voteCast: .voteCast
        case .recusalDeclared: .recusalDeclared
        case .votingClosed: .votingClosed
        case .anchorRecorded: .anchorRecorded
        case .keyRotated: .keyRotated
        case .keyRevoked: .keyRevoked
        case .logKeyAdded: .logKeyAdded
        case .logKeyRetired: .logKeyRetired
        }
    }
}

/// The enactment of a charter: its content and the key of those who found the register.
public struct Enactment: Codable, Hashable, Sendable {
    /// The charter.
    public let content: CharterContent
    /// The key that signs the enactment, and nothing else after it.
    public let founderKey: PublicKey

    /// Makes an enactment.
    public init(content: CharterContent, founderKey: PublicKey) {
        self.content = content
        self.founderKey = founderKey
    }
}

/// The text of a proposal: what the votes on it are bound to.
public struct ProposalText: Codable, Hashable, Sendable {
    /// The identifier, chosen by the proposer.
    public let proposal: ProposalID
    /// The body that is asked to decide.
    public let body: BodyID
    /// The class, which chooses the procedure.
    public let `class`: ProposalClass
    /// The level of the instrument that the act will be.
    public let rank: Rank
    /// The title.
    public let title: String
    /// The reasons, in plain text.
    public let reasons: String?
    /// The changes to the register, in order; all of them or none.
    public let effects: [Effect]
    /// Seats whose approval is needed, where the procedure asks for consent.
    public let consentOf: [SeatID]
    /// When the effects begin; the end of the standstill when left out.
    public let effective: Instant?

    /// Makes a proposal's text.
    public init(
        proposal: ProposalID,
        body: BodyID,
        class: ProposalClass,
        rank: Rank,
        title: String,
        reasons: String? = nil,
        effects: [Effect],
        consentOf: [SeatID] = [],
        effective: Instant? = nil
    ) {
        self.proposal = proposal
        self.body = body
        self.class = `class`
        self.rank = rank
        self.title = title
        self.reasons = reasons
        self.effects = effects
        self.consentOf = consentOf
        self.effective = effective
    }
}

/// A step in the life of a proposal that carries nothing but the text it is about.
public struct ProposalAction: Codable, Hashable, Sendable {
    /// The proposal.
    public let proposal: ProposalID
    /// The digest of the text that the actor had before them.
    public let digest: Digest

    /// Makes an action.
    public init(proposal: ProposalID, digest: Digest) {
        self.proposal = proposal
        self.digest = digest
    }
}

/// A step by the holder of a seat: seconding.
public struct SeatAction: Codable, Hashable, Sendable {
    /// The proposal.
    public let proposal: ProposalID
    /// The digest of the text.
    public let digest: Digest
    /// The seat.
    public let seat: SeatID

    /// Makes an action.
    public init(proposal: ProposalID, digest: Digest, seat: SeatID) {
        self.proposal = proposal
        self.digest = digest
        self.seat = seat
    }
}

/// The withdrawal of a proposal by its proposer.
public struct Withdrawal: Codable, Hashable, Sendable {
    /// The proposal.
    public let proposal: ProposalID
    /// Why.
    public let reason: String

    /// Makes a withdrawal.
    public init(proposal: ProposalID, reason: String) {
        self.proposal = proposal
        self.reason = reason
    }
}

/// A comment from the consultation, recorded by an official; its author is not named.
public struct Comment: Codable, Hashable, Sendable {
    /// The proposal.
    public let proposal: ProposalID
    /// The digest of the text.
    public let digest: Digest
    /// The identifier, unique within the proposal.
    public let comment: Identifier<Comment>
    /// What it says; public, so without personal data.
    public let text: String

    /// Makes a comment.
    public init(
        proposal: ProposalID,
        digest: Digest,
        comment: Identifier<Comment>,
        text: String
    ) {
        self.proposal = proposal
        self.digest = digest
        self.comment = comment
        self.text = text
    }
}

/// The body's answer to a comment.
public struct CommentAnswer: Codable, Hashable, Sendable {
    /// The proposal.
    public let proposal: ProposalID
    /// The comment.
    public let comment: Identifier<Comment>
    /// What the body answers.
    public let answer: String

    /// Makes an answer.
    public init(proposal: ProposalID, comment: Identifier<Comment>, answer: String) {
        self.proposal = proposal
        self.comment = comment
        self.answer = answer
    }
}

/// One vote, bound to the text that was voted on.
public struct Vote: Codable, Hashable, Sendable {
    /// What a vote says.
    public enum Choice: String, Codable, Hashable, Sendable, CaseIterable {
        case approve
        case reject
        case abstain
    }

    /// The proposal.
    public let proposal: ProposalID
    /// The digest of the text.
    public let digest: Digest
    /// The seat that votes.
    public let seat: SeatID
    /// The round of voting, from 1.
    public let round: Int
    /// What the vote says.
    public let choice: Choice

    /// Makes a vote.
    public init(proposal: ProposalID, digest: Digest, seat: SeatID, round: Int, choice: Choice) {
        self.proposal = proposal
        self.digest = digest
        self.seat = seat
        self.round = round
        self.choice = choice
    }
}

/// A seat's holder steps aside because of an interest in the matter.
public struct Recusal: Codable, Hashable, Sendable {
    /// The proposal.
    public let proposal: ProposalID
    /// The seat.
    public let seat: SeatID
    /// The interest.
    public let reason: String

    /// Makes a recusal.
    public init(proposal: ProposalID, seat: SeatID, reason: String) {
        self.proposal = proposal
        self.seat = seat
        self.reason = reason
    }
}

extension Command {
    /// The proposal that the command is about; `nil` for a command that is about none.
    public var proposal: ProposalID? {
        switch self {
        case .charterEnacted, .anchorRecorded, .keyRotated, .keyRevoked, .logKeyAdded,
            .logKeyRetired:
            nil
        case .proposalSubmitted(let body), .proposalAmended(let body): body.proposal
        case .proposalWithdrawn(let body): body.proposal
        case .proposalSeconded(let body): body.proposal
        case .consultationOpened(let body), .votingOpened(let body), .votingClosed(let body):
            body.proposal
        case .commentRecorded(let body): body.proposal
        case .commentAnswered(let body): body.proposal
        case .voteCast(let body): body.proposal
        case .recusalDeclared(let body): body.proposal
        }
    }
}
