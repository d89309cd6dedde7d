/// A checkpoint with its signatures.
public struct SignedCheckpoint: Sendable, Hashable {
    /// The commitment.
    public let checkpoint: Checkpoint
    /// The note that carries it.
    public internal(set) var note: Note

    /// Reads a checkpoint; nothing is verified before ``verify(log:witnesses:quorum:)``.
    ///
    /// - Throws: ``LogError`` with code `malformed_note` or `malformed_checkpoint`.
    public init(parsing bytes: [UInt8]) throws(LogError) {
        note = try Note(parsing: bytes)
        checkpoint = try Checkpoint(text: note.text)
    }

    /// Takes a note as it is; a size of 0 may stand with any root.
    init(reading note: Note) throws(LogError) {
        self.note = note
        checkpoint = try Checkpoint.read(note.text)
    }

    /// Signs a checkpoint with the log's own key, whose name must be the origin.
    ///
    /// INVARIANT, kept by the caller: a log never signs two checkpoints of which neither tree is
    /// the beginning of the other, so size and root must be durable before this is called.
    ///
    /// - Throws: ``LogError`` with code `wrong_origin` or `signing_failed`.
    public init(signing checkpoint: Checkpoint, with signer: NoteSigner) throws(LogError) {
        guard Bytes.same(checkpoint.origin, signer.verifier.name) else {
            throw LogError(.wrongOrigin, "key `\(signer.verifier.name)` is not the log's own")
        }
        self.checkpoint = checkpoint
        note = try Note(text: checkpoint.text)
        try note.sign(with: signer)
    }

    /// Signs with a further key of the log: while a key is exchanged for another both sign.
    ///
    /// - Throws: ``LogError`` with code `wrong_origin` or `signing_failed`.
    public mutating func sign(with signer: NoteSigner) throws(LogError) {
        guard Bytes.same(checkpoint.origin, signer.verifier.name) else {
            throw LogError(.wrongOrigin, "key `\(signer.verifier.name)` is not the log's own")
        }
        try note.sign(with: signer)
    }

    /// Verifies that the log signed with one of its keys.
    ///
    /// - Parameter keys: the keys that the log may sign with; the name of each must be the origin.
    /// - Returns: the keys that signed, at least one.
    /// - Throws: ``LogError`` with code `wrong_origin`, `no_trusted_signature`, `invalid_signature`
    ///   or `ambiguous_key`.
    @discardableResult
    public func verify(byAnyOf keys: [NoteVerifier]) throws(LogError) -> [NoteVerifier] {
        if let stranger = keys.first(where: { !Bytes.same($0.name, checkpoint.origin) }) {
            throw LogError(
                .wrongOrigin,
                "checkpoint is of `\(checkpoint.origin)`, not `\(stranger.name)`"
            )
        }
        return try note.verify(with: keys).map(\.verifier)
    }

    /// The checkpoint as bytes.
    public var bytes: [UInt8] { note.bytes }

    /// Adds a witness's signature (C2SP tlog-cosignature).
    ///
    /// - Parameters:
    ///   - signer: a key of the algorithm `cosignature`.
    ///   - timestampSeconds: the time in seconds since 1970.
    /// - Throws: ``LogError`` with code `signing_failed`.
    public mutating func cosign(
        with signer: NoteSigner,
        timestampSeconds: Int64
    ) throws(LogError) {
        guard signer.verifier.algorithm == .cosignature else {
            throw LogError(.signingFailed, "key `\(signer.verifier.name)` is not a cosigner's")
        }
        try note.sign(with: signer, timestampSeconds: timestampSeconds)
    }

    /// Adds signature lines a witness answered with; they are verified with the rest.
    ///
    /// - Throws: ``LogError`` with code `malformed_note`.
    public mutating func append(_ lines: [NoteSignature]) throws(LogError) {
        try note.append(lines)
    }

    /// Verifies that the log signed, and that enough witnesses did.
    ///
    /// - Parameters:
    ///   - log: the log's key; its name must be the checkpoint's origin.
    ///   - witnesses: the cosigners' keys.
    ///   - quorum: how many different witness keys must have signed, 0 or more.
    /// - Returns: the valid signatures of the log and the witnesses.
    /// - Throws: ``LogError`` with code `wrong_origin`, `no_trusted_signature`,
    ///   `invalid_signature`, `ambiguous_key` or `quorum_not_met`.
    @discardableResult
    public func verify(
        log: NoteVerifier,
        witnesses: [NoteVerifier] = [],
        quorum: Int = 0
    ) throws(LogError) -> [VerifiedSignature] {
        guard Bytes.same(log.name, checkpoint.origin) else {
            throw LogError(
                .wrongOrigin,
                "checkpoint is of `\(checkpoint.origin)`, not `\(log.name)`"
            )
        }
        let verified = try note.verify(with: [log] + witnesses)
        guard verified.contains(where: { $0.verifier == log }) else {
            throw LogError(.noTrustedSignature, "checkpoint is not signed by `\(log.name)`")
        }
        // One key under two names is one witness; the log's own key is none.
        let keys = Set(verified.filter { $0.timestampSeconds != nil }.map(\.verifier.publicKey))
            .subtracting([log.publicKey])
        guard keys.count >= quorum else {
            throw LogError(.quorumNotMet, "\(keys.count) witnesses signed, \(quorum) are needed")
        }
        return verified
    }
}
