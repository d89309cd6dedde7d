extension Note {
    /// Verifies the signatures of the keys one trusts; those of other keys are ignored.
    ///
    /// - Returns: the valid signatures, one a key, at least one.
    /// - Throws: ``LogError`` with code `invalid_signature` when a trusted key's signature is
    ///   wrong, `no_trusted_signature` when there is none, `ambiguous_key` when two of the keys
    ///   have one name and id.
    public func verify(with verifiers: [NoteVerifier]) throws(LogError) -> [VerifiedSignature] {
        var verified: [VerifiedSignature] = []
        var seen: Set<NoteVerifier> = []
        for signature in signatures {
            let known = Set(verifiers.filter { $0.matches(signature) })
            guard let verifier = known.first else { continue }
            guard known.count == 1 else {
                throw LogError(.ambiguousKey, "two keys have the name and id of `\(verifier.name)`")
            }
            guard seen.insert(verifier).inserted else { continue }
            guard let result = verifier.verify(signature, text: text) else {
                throw LogError(.invalidSignature, "signature of `\(verifier.name)` is not valid")
            }
            verified.append(result)
        }
        guard !verified.isEmpty else {
            throw LogError(.noTrustedSignature, "note has no signature of a trusted key")
        }
        return verified
    }
}
