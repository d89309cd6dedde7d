public import Charter
public import Governance

/// One result of a check: code, severity, place, why, and how to mend it.
public struct Finding: Hashable, Sendable {
    /// How much a finding matters.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        /// The charter contradicts itself or cannot work.
        case error
        /// The charter works, and falls short of good governance.
        case warning
        /// Something to know.
        case note
    }

    /// A place within the Cedar text of a rule.
    public struct RulePlace: Hashable, Sendable {
        /// The line of the text, from 1.
        public let line: Int
        /// The column, from 1.
        public let column: Int
    }

    /// The code of the check, such as `W002`.
    public let code: String
    /// How much it matters; a waived finding is a note.
    public internal(set) var severity: Severity
    /// The item it is about; `nil` for the head of the charter.
    public let item: ItemReference?
    /// The member of the item that is wrong, or a path such as `seats[2].office`.
    public let field: String?
    /// The finding in a sentence, in lower case.
    public let message: String
    /// The item of a framework behind the check.
    public let why: String
    /// How to mend it.
    public let mend: String
    /// Other items that have to do with it.
    public let related: [ItemReference]
    /// The subjects it touches; a waiver must cover them all.
    public let subjects: [SubjectPath]
    /// The place in the rule's text, for findings within it.
    public let rulePlace: RulePlace?
    /// Where it is in the charter's files, where there are any.
    public internal(set) var location: SourcePosition?
    /// The waiver that silences it.
    public internal(set) var waiver: WaiverID?
    /// The first moment at which the waiver no longer does.
    public internal(set) var waivedUntil: Instant?
}
