internal import Governance

/// An entry, and what is wrong with it, in words that need no glossary.
struct EntryWords {
    /// What the entry is, such as ``the vote of `o2` on proposal `p1` ``.
    let what: String

    init(_ entry: Entry) {
        let actor = "`\(entry.statement.actor)`"
        let about = entry.command.proposal.map { "proposal `\($0)`" } ?? ""
        what =
            switch entry.command {
            case .charterEnacted: "the enactment of the charter"
            case .proposalSubmitted: "the submission of \(about) by \(actor)"
            case .proposalAmended: "the amendment of \(about) by \(actor)"
            case .proposalWithdrawn: "the withdrawal of \(about) by \(actor)"
            case .proposalSeconded(let body):
                "the seconding of \(about) by \(actor) from seat `\(body.seat)`"
            case .consultationOpened: "the opening of the consultation on \(about) by \(actor)"
            case .commentRecorded(let body):
                "the comment `\(body.comment)` on \(about), recorded by \(actor)"
            case .commentAnswered(let body):
                "the answer of \(actor) to comment `\(body.comment)` on \(about)"
            case .votingOpened: "the opening of the vote on \(about) by \(actor)"
            case .voteCast(let body):
                "the vote of \(actor) from seat `\(body.seat)` on \(about)"
            case .recusalDeclared(let body):
                "the recusal of \(actor) from seat `\(body.seat)` on \(about)"
            case .anchorRecorded(let body):
                "the anchor of `\(body.origin)` for institution `\(body.institution)` by \(actor)"
            case .keyRotated(let body): "the exchange of key `\(body.key)` by \(actor)"
            case .keyRevoked(let body):
                "the revocation of key `\(body.key)` of `\(body.official)` by \(actor)"
            case .logKeyAdded: "the addition of a key of the log by \(actor)"
            case .logKeyRetired: "the retirement of a key of the log by \(actor)"
            default:
                "the entry `\(entry.command.kind.rawValue)`\(about.isEmpty ? "" : " on " + about) "
                    + "by \(actor)"
            }
    }

    /// What a refusal means for an entry that stands in the record.
    static func why(_ refusal: Refusal) -> String {
        let meaning: String? =
            switch refusal.code {
            case .malformed: "cannot be read"
            case .notCanonical: "is not written in the one form that entries have"
            case .badSignature:
                "does not carry the signature of the one it names: it was changed after signing, "
                    + "or somebody else made it"
            case .keyNotValid: "is signed with a key that did not count at that time"
            case .keyRevoked: "is signed with a key that had been revoked"
            case .anchorContradicts: "contradicts what the institution had anchored before"
            case .anchorShrinks: "anchors less than the institution had anchored before"
            case .unknownSigner: "is signed by nobody, or with no key, that the register knows"
            case .notInOffice: "is signed by an official who was not in office"
            case .wrongRegister: "was signed for another register"
            case .clockSkew: "was not recorded when it was signed"
            case .replayed: "repeats a statement that was recorded before"
            case .votingClosed: "was cast after voting had closed"
            case .votingNotOpen: "was made while no vote was open"
            case .votingStillOpen: "closed a vote that was still open"
            case .alreadyVoted: "comes from a seat that had voted already"
            case .noSeat: "comes from someone who did not hold that seat"
            case .noMandate: "made an act that the body has no mandate for"
            case .textChanged: "is about another text of the proposal"
            default: nil
            }
        return meaning.map { "\($0): \(refusal.reason)" } ?? "is not lawful: \(refusal.reason)"
    }

    static func finding(_ refusal: Refusal, _ entry: Entry, at position: Int) -> AuditFinding {
        AuditFinding(
            .entryRefused,
            "entry \(position), \(EntryWords(entry).what), \(why(refusal))",
            position: position,
            subject: entry.command.proposal?.text,
            refusal: refusal.code.rawValue
        )
    }

    static func unreadable(_ refusal: Refusal, at position: Int) -> AuditFinding {
        AuditFinding(
            .entryRefused,
            "entry \(position) \(why(refusal))",
            position: position,
            refusal: refusal.code.rawValue
        )
    }

    /// An entry that bears another number than its place.
    static func misplaced(_ entry: Entry, next: Entry?, at position: Int) -> AuditFinding {
        let number = entry.sequence
        let subject = entry.command.proposal?.text
        let what = EntryWords(entry).what
        if number > position, next?.sequence == position {
            return AuditFinding(
                .entryReordered,
                "entry \(position) stands in the wrong order: at its place stands \(what), which "
                    + "was recorded as number \(number)",
                position: position,
                subject: subject
            )
        }
        if number > position {
            let missing =
                number == position + 1
                ? "entry \(position) is missing"
                : "entries \(position) to \(number - 1) are missing"
            return AuditFinding(
                .entryMissing,
                "\(missing): at its place stands \(what), which was recorded as number \(number)",
                position: position,
                subject: subject
            )
        }
        return AuditFinding(
            .entryAdded,
            "entry \(position) was put in, or one before it was: there stands \(what), "
                + "numbered \(number), and that number had been given",
            position: position,
            subject: subject
        )
    }
}
