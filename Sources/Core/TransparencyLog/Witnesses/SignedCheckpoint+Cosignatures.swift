/// A witness's signature of a checkpoint, found valid.
public struct Cosignature: Sendable, Hashable {
    /// The signature line.
    public let signature: NoteSignature
    /// When the witness signed, in seconds since 1970 by its own clock.
    public let timestampSeconds: Int64

    /// The longest answer of a witness worth reading, in bytes.
    public static let maximumAnswerBytes = 16 * 1024
    /// The most lines of an answer.
    private static let maximumLines = 64

    /// Reads a witness's answer to add-checkpoint (C2SP tlog-witness): lines of which one is the
    /// signature of the key that we know; those of other keys are ignored.
    ///
    /// - Parameters:
    ///   - answer: the body of the answer.
    ///   - checkpoint: what the witness was asked to sign.
    ///   - witness: the key that is expected.
    /// - Throws: ``LogError`` with code `malformed_note`, `no_trusted_signature` or
    ///   `invalid_signature`.
    public init(
        answer: [UInt8],
        to checkpoint: SignedCheckpoint,
        from witness: NoteVerifier
    ) throws(LogError) {
        guard answer.count <= Self.maximumAnswerBytes, answer.last == Bytes.newline else {
            throw LogError(.malformedNote, "the answer is too long, or has no newline at its end")
        }
        let lines = answer.dropLast().split(
            separator: Bytes.newline,
            omittingEmptySubsequences: false
        )
        guard lines.count <= Self.maximumLines else {
            throw LogError(.malformedNote, "the answer has more than \(Self.maximumLines) lines")
        }
        var found: NoteSignature?
        for line in lines {
            guard let signature = NoteSignature(line: line) else {
                throw LogError(.malformedNote, "the answer has a line that is no signature")
            }
            if witness.matches(signature), found == nil { found = signature }
        }
        guard let found else {
            throw LogError(.noTrustedSignature, "the answer is not signed by `\(witness.name)`")
        }
        guard let verified = witness.verify(found, text: checkpoint.note.text),
            let timestamp = verified.timestampSeconds
        else {
            throw LogError(.invalidSignature, "signature of `\(witness.name)` is not valid")
        }
        signature = found
        timestampSeconds = timestamp
    }

    /// Reads the size that a witness tells with the status 409: a decimal number and a newline.
    public static func recordedSize(_ answer: [UInt8]) -> Int? {
        guard answer.last == Bytes.newline, answer.count <= 20 else { return nil }
        return Bytes.decimal(answer.dropLast())
    }
}

extension SignedCheckpoint {
    /// Adds a witness's signature in the place of an earlier one of the same key.
    ///
    /// - Throws: ``LogError`` with code `malformed_note` for too many signatures.
    public mutating func add(_ cosignature: Cosignature) throws(LogError) {
        try note.replace(cosignature.signature)
    }

    /// The checkpoint with the signatures of some keys only, each once and verified.
    ///
    /// - Throws: ``LogError`` as ``Note/verify(with:)``.
    public func keeping(_ verifiers: [NoteVerifier]) throws(LogError) -> SignedCheckpoint {
        var kept = try Note(text: note.text)
        for verified in try note.verify(with: verifiers) {
            if let signature = note.signatures.first(where: verified.verifier.matches) {
                try kept.append([signature])
            }
        }
        return try SignedCheckpoint(reading: kept)
    }

    /// When a witness signed by its own clock, in seconds since 1970; `nil` where it did not.
    public func timestampSeconds(of witness: NoteVerifier) -> Int64? {
        note.signatures.first(where: witness.matches)
            .flatMap { witness.verify($0, text: note.text) }?.timestampSeconds
    }

    /// The line of a key's signature; `nil` where it did not sign.
    public func signatureLine(of verifier: NoteVerifier) -> [UInt8]? {
        note.signatures.first(where: verifier.matches)?.line
    }
}
