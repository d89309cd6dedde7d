/// One thing that does not hold.
public struct AuditFinding: Sendable, Hashable, Encodable {
    /// The kinds of findings.
    public enum Code: String, Sendable, Hashable, CaseIterable, Encodable {
        /// The checkpoint is not signed by the key that is trusted, or is malformed.
        case badCheckpoint = "bad_checkpoint"
        /// Too few witnesses signed.
        case quorumNotMet = "quorum_not_met"
        /// The log shows an older state than it has shown before.
        case rollback
        /// The log has signed two histories of which neither continues the other.
        case forked
        /// The entries do not give the root that the log signed.
        case rootMismatch = "root_mismatch"
        /// A part of the log that the checkpoint stands for is missing or malformed.
        case unusablePart = "unusable_part"
        /// An entry is not the one that the log signed for.
        case entryChanged = "entry_changed"
        /// An entry is missing.
        case entryMissing = "entry_missing"
        /// Two entries stand in the wrong order.
        case entryReordered = "entry_reordered"
        /// An entry was put in between.
        case entryAdded = "entry_added"
        /// An entry is against the rules of its time: its signature or its procedure.
        case entryRefused = "entry_refused"
        /// The body of a large entry is missing, or another one.
        case wrongBody = "wrong_body"
        /// A hash tile is not that of the entries.
        case wrongTile = "wrong_tile"
        /// An answer of the server holds something else than the log makes.
        case serverAnswer = "server_answer"
        /// The server's register stands elsewhere than the log.
        case serverPosition = "server_position"
        /// The server shows another root of the register than the log makes.
        case serverRoot = "server_root"
        /// The server shows rules that the log does not make.
        case serverRule = "server_rule"
        /// The server shows an act otherwise than the log, hides it, or makes one up.
        case serverAct = "server_act"
        /// The server shows another item otherwise than the log, hides it, or makes one up.
        case serverItem = "server_item"
        /// The server shows a proposal otherwise than the log, hides it, or makes one up.
        case serverProposal = "server_proposal"
    }

    /// The kind.
    public let code: Code
    /// The entry's place in the log, from 0.
    public let position: Int?
    /// The act, proposal, rule, tile or other thing that it is about.
    public let subject: String?
    /// The code with which the register refuses the entry.
    public let refusal: String?
    /// What does not hold, in plain words.
    public let sentence: String

    init(
        _ code: Code,
        _ sentence: String,
        position: Int? = nil,
        subject: String? = nil,
        refusal: String? = nil
    ) {
        self.code = code
        self.sentence = sentence.inOneLine
        self.position = position
        self.subject = subject?.inOneLine
        self.refusal = refusal
    }
}
