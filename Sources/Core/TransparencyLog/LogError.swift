/// Why something that claims to belong to a transparency log was refused.
public struct LogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of refusal; the raw values are stable.
    public enum Code: String, Sendable, CaseIterable {
        /// Bytes that are no signed note.
        case malformedNote = "malformed_note"
        /// Text that is no verifier or signer key, or a key whose id does not fit.
        case malformedKey = "malformed_key"
        /// Two trusted keys with the same name and id.
        case ambiguousKey = "ambiguous_key"
        /// A signature of a trusted key that does not verify.
        case invalidSignature = "invalid_signature"
        /// No signature of a trusted key.
        case noTrustedSignature = "no_trusted_signature"
        /// Fewer witnesses than the quorum.
        case quorumNotMet = "quorum_not_met"
        /// A text that is no witness policy.
        case malformedPolicy = "malformed_policy"
        /// The signer could not sign.
        case signingFailed = "signing_failed"
        /// A note that is no checkpoint.
        case malformedCheckpoint = "malformed_checkpoint"
        /// A checkpoint of another log.
        case wrongOrigin = "wrong_origin"
        /// A path that is no tile path, or not in its one form.
        case malformedTilePath = "malformed_tile_path"
        /// Bytes that are no tile or entry bundle of the width.
        case malformedTile = "malformed_tile"
        /// An entry over 65,535 bytes.
        case entryTooLarge = "entry_too_large"
        /// An entry written like the log's own reference to a large entry.
        case reservedEntry = "reserved_entry"
        /// A body that is missing or is not the one that was logged.
        case bodyMismatch = "body_mismatch"
        /// Bytes that are no proof file.
        case malformedProof = "malformed_proof"
        /// A proof that does not lead to the checkpoint's root.
        case proofMismatch = "proof_mismatch"
    }

    /// The kind of refusal.
    public var code: Code
    /// The reason for people, in lower case.
    public var reason: String

    /// Makes a refusal.
    public init(code: Code, reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The reason.
    public var description: String { reason }

    init(_ code: Code, _ reason: String) {
        self.init(code: code, reason: reason)
    }
}
