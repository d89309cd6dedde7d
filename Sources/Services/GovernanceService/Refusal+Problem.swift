internal import CanonicalJSON
internal import Governance
internal import Web

extension ProblemDetails {
    /// The problem that a refusal is to a client of the API.
    init(_ refusal: Refusal) {
        var extensions: JSONObject = [:]
        if let help = refusal.help { extensions["help"] = .string(help) }
        self.init(
            status: Self.status(of: refusal.code),
            code: refusal.code.rawValue,
            title: "The register refuses the statement",
            detail: refusal.reason,
            extensions: extensions
        )
    }

    private static func status(of code: Refusal.Code) -> Int {
        switch code {
        case .malformed, .notCanonical, .wrongRegister, .clockSkew: 400
        case .badSignature, .unknownSigner, .keyNotValid, .notInOffice, .mayNotPropose,
            .notParticipant, .noSeat, .noMandate, .rankTooHigh, .recused, .keyRevoked,
            .keyLimited, .notInInstitution, .badProof:
            403
        case .unknownBody, .unknownProposal, .unknownComment, .unknownItem, .unknownKey: 404
        case .tooLarge, .tooMany: 413
        case .unknownReference, .invalidItem, .invalidRule, .unknownClass: 422
        case .replayed, .outOfOrder, .alreadyFounded, .notFounded, .duplicateProposal, .wrongStage,
            .textChanged, .noticeTooShort, .consultationTooShort, .consultationClosed,
            .duplicateComment, .commentsUnanswered, .notSeconded, .discussionTooShort,
            .intervalTooShort, .noFilledSeat, .wrongRound, .alreadyVoted, .votingNotOpen,
            .votingClosed, .votingStillOpen, .duplicateItem, .contradiction, .anchorShrinks,
            .anchorContradicts, .duplicateKey, .alreadyRevoked:
            409
        case .anchorTooSoon: 429
        }
    }

    /// A problem for a part of the address or body that cannot be read.
    static func invalid(_ detail: String) -> ProblemDetails {
        ProblemDetails(
            status: 400,
            code: "invalid_request",
            title: "Invalid request",
            detail: detail
        )
    }

    /// A problem for something that the register does not have.
    static func notFound(_ detail: String) -> ProblemDetails {
        ProblemDetails(status: 404, code: "not_found", title: "Not found", detail: detail)
    }
}
