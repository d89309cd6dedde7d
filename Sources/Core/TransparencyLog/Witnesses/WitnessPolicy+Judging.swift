extension WitnessPolicy {
    /// What a checkpoint that satisfies a policy is signed by.
    public struct Approval: Sendable, Hashable {
        /// The log.
        public let log: Log
        /// The witnesses that signed, in the order of the policy.
        public let witnesses: [Witness]
        /// The time of the oldest of their signatures, in seconds since 1970.
        public let oldestSeconds: Int64?
    }

    /// Judges a checkpoint.
    ///
    /// - Parameters:
    ///   - signed: the checkpoint.
    ///   - earliestSeconds: cosignatures older than this count as missing, in seconds since 1970.
    /// - Returns: who signed.
    /// - Throws: ``LogError`` with code `wrong_origin` for a log that the policy does not trust,
    ///   `invalid_signature`, `no_trusted_signature`, `ambiguous_key`, or `quorum_not_met`.
    @discardableResult
    public func judge(
        _ signed: SignedCheckpoint,
        earliestSeconds: Int64? = nil
    ) throws(LogError) -> Approval {
        let origin = signed.checkpoint.origin
        let candidates = logs.filter { Bytes.same($0.key.name, origin) }
        guard !candidates.isEmpty else {
            throw LogError(.wrongOrigin, "checkpoint is of `\(origin)`, which is not trusted")
        }
        let verified = try signed.note.verify(
            with: candidates.map(\.key) + witnesses.map(\.key)
        )
        guard
            let log = candidates.first(where: { log in
                verified.contains { $0.verifier == log.key }
            })
        else {
            throw LogError(.noTrustedSignature, "checkpoint is not signed by `\(origin)`")
        }
        var times: [Int64] = []
        let signers = witnesses.filter { witness in
            // The log's own key is nobody's witness.
            guard witness.key.publicKey != log.key.publicKey,
                let time = verified.first(where: { $0.verifier == witness.key })?.timestampSeconds,
                time >= earliestSeconds ?? .min
            else { return false }
            times.append(time)
            return true
        }
        guard isMet(by: signers) else {
            let names = signers.map { "`\($0.name)`" }.joined(separator: ", ")
            throw LogError(
                .quorumNotMet,
                "quorum `\(quorum ?? "")` is not met: "
                    + (signers.isEmpty ? "no witness signed" : "signed by \(names) only")
            )
        }
        return Approval(log: log, witnesses: signers, oldestSeconds: times.min())
    }

    /// Whether the quorum is met; groups stand after their members, so one pass decides.
    private func isMet(by signers: [Witness]) -> Bool {
        guard let quorum else { return true }
        var met = Set(signers.map { Array($0.name.utf8) })
        for group in groups {
            let count = group.members.count { met.contains(Array($0.utf8)) }
            if count >= group.needed { met.insert(Array(group.name.utf8)) }
        }
        return met.contains(Array(quorum.utf8))
    }
}
