/// Why an entry is not accepted: a stable code, a sentence, and what would be needed.
public struct Refusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The stable code, for machines.
    public let code: Code
    /// One sentence in lower case, for people.
    public let reason: String
    /// What would be needed instead; `nil` when nothing would help.
    public let help: String?

    /// The reason and the code.
    public var description: String { "\(reason) (\(code.rawValue))" }

    /// Makes a refusal.
    public init(_ code: Code, _ reason: String, help: String? = nil) {
        self.code = code
        self.reason = reason
        self.help = help
    }

    /// The codes of refusals.
    public enum Code: String, Hashable, Sendable, CaseIterable, Codable {
        // the entry itself
        case malformed
        case tooLarge = "too_large"
        case notCanonical = "not_canonical"
        case wrongRegister = "wrong_register"
        case badSignature = "bad_signature"
        case unknownSigner = "unknown_signer"
        case keyNotValid = "key_not_valid"
        case keyRevoked = "key_revoked"
        case keyLimited = "key_limited"
        case notInOffice = "not_in_office"
        case clockSkew = "clock_skew"
        case replayed
        case outOfOrder = "out_of_order"
        case alreadyFounded = "already_founded"
        case notFounded = "not_founded"
        // the proposal and its stages
        case unknownBody = "unknown_body"
        case unknownProposal = "unknown_proposal"
        case duplicateProposal = "duplicate_proposal"
        case unknownClass = "unknown_class"
        case mayNotPropose = "may_not_propose"
        case wrongStage = "wrong_stage"
        case notParticipant = "not_participant"
        case textChanged = "text_changed"
        case noticeTooShort = "notice_too_short"
        case consultationTooShort = "consultation_too_short"
        case consultationClosed = "consultation_closed"
        case duplicateComment = "duplicate_comment"
        case unknownComment = "unknown_comment"
        case commentsUnanswered = "comments_unanswered"
        case notSeconded = "not_seconded"
        case discussionTooShort = "discussion_too_short"
        case intervalTooShort = "interval_too_short"
        case noFilledSeat = "no_filled_seat"
        // votes
        case noSeat = "no_seat"
        case wrongRound = "wrong_round"
        case alreadyVoted = "already_voted"
        case recused
        case votingNotOpen = "voting_not_open"
        case votingClosed = "voting_closed"
        case votingStillOpen = "voting_still_open"
        // the act
        case noMandate = "no_mandate"
        case rankTooHigh = "rank_too_high"
        case unknownReference = "unknown_reference"
        case duplicateItem = "duplicate_item"
        case unknownItem = "unknown_item"
        case contradiction
        case invalidItem = "invalid_item"
        case invalidRule = "invalid_rule"
        case tooMany = "too_many"
        // anchors
        case notInInstitution = "not_in_institution"
        case anchorShrinks = "anchor_shrinks"
        case anchorContradicts = "anchor_contradicts"
        case anchorTooSoon = "anchor_too_soon"
        // keys
        case badProof = "bad_proof"
        case duplicateKey = "duplicate_key"
        case unknownKey = "unknown_key"
        case alreadyRevoked = "already_revoked"
    }
}
