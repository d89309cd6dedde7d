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
    ///   - seconds: cosignatures of another time count as missing, in seconds since 1970; `nil` where
    ///     their age does not matter.
    /// - Returns: who signed.
    /// - Throws: ``LogError`` with code `wrong_origin` for a log that the policy does not trust,
    ///   `invalid_signature`, `no_trusted_signature`, `ambiguous_key`, or `quorum_not_met`.
    @discardableResult
    public func judge(
        _ signed: SignedCheckpoint,
        within seconds: ClosedRange<Int64>? = nil
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
        var untimely: [Witness] = []
        let signers = witnesses.filter { witness in
            // The log's own key is nobody's witness.
            guard !candidates.contains(where: { $0.key.publicKey == witness.key.publicKey }),
                let time = verified.first(where: { $0.verifier == witness.key })?.timestampSeconds
            else { return false }
            guard seconds?.contains(time) ?? true else {
                untimely.append(witness)
                return false
            }
            times.append(time)
            return true
        }
        guard isMet(by: signers) else { throw notMet(signers, untimely) }
        return Approval(log: log, witnesses: signers, oldestSeconds: times.min())
    }

    private func notMet(_ signers: [Witness], _ untimely: [Witness]) -> LogError {
        func list(_ witnesses: [Witness]) -> String {
            witnesses.map { "`\($0.name)`" }.joined(separator: ", ")
        }
        var reason = signers.isEmpty ? "no witness signed" : "signed by \(list(signers)) only"
        if !untimely.isEmpty {
            reason += "; the signatures of \(list(untimely)) are too old or of the future"
        }
        return LogError(.quorumNotMet, "quorum `\(quorum ?? "")` is not met: \(reason)")
    }

    /// Whether the quorum is met; groups stand after their members, so one pass decides.
    private func isMet(by signers: [Witness]) -> Bool {
        guard let quorumBytes else { return true }
        var met = Set(signers.map(\.nameBytes))
        for group in groups where group.members.count(where: met.contains) >= group.needed {
            met.insert(group.name)
        }
        return met.contains(quorumBytes)
    }
}
