internal import MerkleTree
public import TransparencyLog

/// Whether two checkpoints of one log are of one history.
public struct CheckpointComparison: Sendable, Hashable {
    /// What a comparison comes to.
    public enum Verdict: String, Sendable, Hashable {
        case oneHistory = "one-history"
        case twoHistories = "two-histories"
        case cannotBeTold = "cannot-be-told"
    }

    /// What it comes to.
    public let verdict: Verdict
    /// Why, in a sentence.
    public let sentence: String

    private init(_ verdict: Verdict, _ sentence: String) {
        self.verdict = verdict
        self.sentence = sentence
    }

    /// The exit status of a command: 0 for one history, 1 for two, 2 when it cannot be told.
    public var exitStatus: Int32 {
        switch verdict {
        case .oneHistory: 0
        case .twoHistories: 1
        case .cannotBeTold: 2
        }
    }

    /// Compares.
    ///
    /// - Parameters:
    ///   - evidence: the two checkpoints, with proofs where there are any.
    ///   - verifiers: the keys of the log of now.
    ///   - former: keys that it had before. What is signed with none but these proves that two
    ///     checkpoints are of one history, but not that the log has forked: they may have been stolen.
    ///   - source: the log, to prove that one tree begins with the other; needed only for two sizes
    ///     without proofs.
    /// - Returns: what it comes to.
    /// - Throws: ``LogClientError`` with code `bad_checkpoint` where one is not signed, or what
    ///   reading the log throws.
    public static func compare(
        _ evidence: ForkEvidence,
        by verifiers: [NoteVerifier],
        former: [NoteVerifier] = [],
        log source: LogSource?
    ) async throws(LogClientError) -> CheckpointComparison {
        for (name, signed) in [("first", evidence.first), ("second", evidence.second)] {
            do throws(LogError) {
                try signed.verify(byAnyOf: verifiers + former)
            } catch {
                throw LogClientError(
                    .badCheckpoint,
                    "the \(name) checkpoint does not hold: \(error)"
                )
            }
        }
        if evidence.showsFork {
            return forked(
                "the log has signed for both, and neither continues the other"
                    + (evidence.difference.map { "; they differ from entry \($0.index) on" } ?? ""),
                evidence,
                by: verifiers
            )
        }
        let (one, other) = (evidence.first.checkpoint, evidence.second.checkpoint)
        let (old, new) = one.size <= other.size ? (one, other) : (other, one)
        if old.size == new.size || old.size == 0 {
            return CheckpointComparison(.oneHistory, "one history: \(new.size) entries")
        }
        guard let source else {
            return CheckpointComparison(
                .cannotBeTold,
                "checkpoints of \(old.size) and \(new.size) entries cannot be compared alone: name "
                    + "the log"
            )
        }
        let signed = one.size <= other.size ? evidence.second : evidence.first
        do throws(LogClientError) {
            var reader = try await LogReader(source, over: signed)
            guard try await reader.root(ofSize: old.size) == old.root else {
                return forked(
                    "the log has signed for \(new.size) entries that do not begin with the "
                        + "\(old.size) that it signed for",
                    evidence,
                    by: verifiers
                )
            }
            return CheckpointComparison(
                .oneHistory,
                "one history: the \(new.size) entries begin with the \(old.size)"
            )
        } catch {
            guard error.code == .mismatch else { throw error }
            return CheckpointComparison(
                .cannotBeTold,
                "the log does not carry the checkpoint of \(new.size) entries: \(error.reason)"
            )
        }
    }

    private static func forked(
        _ words: String,
        _ evidence: ForkEvidence,
        by verifiers: [NoteVerifier]
    ) -> CheckpointComparison {
        for (name, signed) in [("first", evidence.first), ("second", evidence.second)]
        where (try? signed.verify(byAnyOf: verifiers)) == nil {
            return CheckpointComparison(
                .cannotBeTold,
                "it cannot be told: the two do not go together, but the \(name) is signed only with "
                    + "a key of before, which may have been stolen by then"
            )
        }
        return CheckpointComparison(.twoHistories, "two histories: \(words)")
    }
}
