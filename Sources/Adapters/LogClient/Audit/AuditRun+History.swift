internal import BaseEncoding
internal import CanonicalJSON
internal import MerkleTree
internal import TransparencyLog

extension AuditRun {
    /// Checks that the log continues what was audited last.
    ///
    /// Where it does not, the state is neither used nor written, so that it stays as evidence.
    ///
    /// - Returns: whether the audit goes on, with the checkpoint that stands in its place where an old
    ///   one was shown at first.
    mutating func checkHistory(
        _ signed: inout SignedCheckpoint
    ) async throws(LogClientError) -> Bool {
        begin(.history)
        guard let kept = audit.state else {
            end(.history, "no earlier audit is known", count: 0, isComplete: false)
            return true
        }
        guard let last = try await kept.lastCheckpoint(by: audit.allVerifiers) else {
            end(.history, "this is the first audit", count: 0, isComplete: false)
            return true
        }
        for _ in 0..<Patience.waits where signed.checkpoint.size < last.checkpoint.size {
            // A server beside the one that answered last may be behind.
            await patience.pause()
            guard let next = try await checkCheckpoint() else { return false }
            signed = next
        }
        begin(.history)
        let (old, new) = (last.checkpoint, signed.checkpoint)
        if old.size == new.size {
            if old.root != new.root {
                try await forked(last, signed, "two trees of \(new.size) entries")
            }
        } else if old.size > new.size {
            try await checkShrunk(last, signed)
        } else {
            try await checkGrown(last, signed)
        }
        if findings[.history] != nil { state = nil }
        if unproven == nil { endHistory(last) }
        return true
    }

    private mutating func endHistory(_ last: SignedCheckpoint) {
        end(
            .history,
            "whether the log continues the \(last.checkpoint.size) entries of the last audit",
            count: 1
        )
    }

    /// Ends the step where the tiles did not prove the history, by what the entries have told.
    mutating func concludeHistory(_ signed: SignedCheckpoint) async throws(LogClientError) {
        guard let last = unproven else { return }
        let size = last.checkpoint.size
        guard let root = rootAtLast, findings[.entries] == nil else {
            return leaveHistoryOpen(
                "the entries do not carry the checkpoint, and so tell nothing of the \(size) "
                    + "entries of the last audit"
            )
        }
        unproven = nil
        begin(.history)
        if root == last.checkpoint.root {
            // The entries prove it, so what was audited before is of this log.
            state = audit.state
        } else {
            let (old, new) = (size, signed.checkpoint.size)
            try await forked(last, signed, "trees of \(old) and \(new) entries")
        }
        endHistory(last)
    }

    /// Looks whether every checkpoint that was shown is of the tree whose entries were read.
    ///
    /// One of fewer entries may come from a server that is behind, and one of another history from a
    /// server that has forked.
    mutating func checkSeen() async throws(LogClientError) {
        guard let signed, isTreeSound, seen.contains(where: { $0.checkpoint != signed.checkpoint })
        else { return }
        let (size, root) = (signed.checkpoint.size, signed.checkpoint.root)
        do throws(LogClientError) {
            var reader = try await LogReader(audit.source, over: signed)
            for other in seen where other.checkpoint.size <= size {
                let known = other.checkpoint
                let mine = known.size == size ? root : try await reader.root(ofSize: known.size)
                guard known.root != mine else { continue }
                try await forked(other, signed, "trees of \(known.size) and \(size) entries")
            }
        } catch {
            if report.failure == nil {
                report.failure =
                    "the log has shown several checkpoints, and its tiles do not tell whether they go "
                    + "together: \(error.reason)"
            }
        }
    }

    /// Ends the step without a result, where it waited for the entries.
    mutating func leaveHistoryOpen(_ why: String) {
        guard unproven != nil else { return }
        unproven = nil
        end(.history, why, count: 0, isComplete: false)
        if report.failure == nil { report.failure = "whether the log changed its past: \(why)" }
    }

    private mutating func checkShrunk(
        _ last: SignedCheckpoint,
        _ signed: SignedCheckpoint
    ) async throws(LogClientError) {
        guard let kept = audit.state else { return }
        let (old, new) = (last.checkpoint, signed.checkpoint)
        let root: TreeHash
        do throws(LogClientError) {
            var mine = try await LogReader(kept.source, over: last)
            root = try await mine.root(ofSize: new.size)
        } catch {
            throw LogClientError(
                .unusable,
                "the state in `\(kept.folder)` is damaged: \(error.reason)"
            )
        }
        guard root == new.root else {
            return try await forked(last, signed, "trees of \(old.size) and \(new.size) entries")
        }
        add(
            .history,
            AuditFinding(
                .rollback,
                "the log shows \(new.size) entries, and has shown \(old.size) before: an older "
                    + "checkpoint is served again, so entries \(new.size) to \(old.size - 1) are "
                    + "withheld"
            )
        )
        try keepEvidence("rollback", last, signed, nil)
    }

    private mutating func checkGrown(
        _ last: SignedCheckpoint,
        _ signed: SignedCheckpoint
    ) async throws(LogClientError) {
        let (old, new) = (last.checkpoint, signed.checkpoint)
        // Every tree begins with the empty one.
        guard old.size > 0 else { return }
        do throws(LogClientError) {
            // Every tile is checked by the signed root, so a wrong one does not look like a fork.
            var served = try await LogReader(audit.source, over: signed)
            guard try await served.root(ofSize: old.size) != old.root else { return }
        } catch {
            // The tiles prove nothing; the entries themselves will tell.
            state = nil
            unproven = last
            return
        }
        try await forked(last, signed, "trees of \(old.size) and \(new.size) entries")
    }

    /// Tells of a fork, and keeps what proves it to others.
    mutating func forked(
        _ last: SignedCheckpoint,
        _ signed: SignedCheckpoint,
        _ trees: String
    ) async throws(LogClientError) {
        let difference = await firstDifference(last, signed)
        let at = difference.map { ": they differ from entry \($0.index) on" } ?? ""
        let isFormer = (try? last.verify(byAnyOf: audit.verifiers)) == nil
        let former =
            isFormer
            ? " (the one that was audited before is signed with the key that the log had then)" : ""
        add(
            .history,
            AuditFinding(
                .forked,
                "the log has signed two histories, \(trees), of which neither continues the "
                    + "other\(at)\(former)",
                position: difference?.index
            )
        )
        try keepEvidence("fork", last, signed, difference)
    }

    /// The first entry at which the kept log and the served one differ, with proofs of both; `nil`
    /// where their tiles do not tell.
    private func firstDifference(
        _ last: SignedCheckpoint,
        _ signed: SignedCheckpoint
    ) async -> ForkEvidence.Difference? {
        guard let kept = audit.state else { return nil }
        let common = min(last.checkpoint.size, signed.checkpoint.size)
        do throws(LogClientError) {
            var mine = try await LogReader(kept.source, over: last)
            var theirs = try await LogReader(audit.source, over: signed)
            for index in 0..<(common + TilePath.fullWidth - 1) / TilePath.fullWidth {
                try ledger.check()
                let first = index * TilePath.fullWidth
                let path = TilePath(
                    hashesAt: index,
                    width: min(TilePath.fullWidth, common - first)
                )
                let pairs = zip(try await mine.hashes(of: path), try await theirs.hashes(of: path))
                guard let offset = pairs.enumerated().first(where: { $1.0 != $1.1 })?.offset
                else { continue }
                let place = first + offset
                return try await ForkEvidence.Difference(
                    index: place,
                    first: ForkEvidence.Leaf(place, in: last.checkpoint, &mine),
                    second: ForkEvidence.Leaf(place, in: signed.checkpoint, &theirs)
                )
            }
        } catch {
            // Two signed checkpoints are evidence without it.
            return nil
        }
        return nil
    }

    mutating func keepEvidence(
        _ kind: String,
        _ last: SignedCheckpoint,
        _ signed: SignedCheckpoint,
        _ difference: ForkEvidence.Difference?
    ) throws(LogClientError) {
        guard let kept = audit.state else { return }
        let evidence = ForkEvidence(first: last, second: signed, difference: difference)
        let root = signed.checkpoint.root.hexadecimal.prefix(16)
        let path =
            "evidence/\(kind)-\(last.checkpoint.size)-\(signed.checkpoint.size)-\(root).json"
        try kept.keep(Array(evidence.json(key: audit.verifiers.first).prettyText().utf8), at: path)
        report.evidence = "\(kept.folder)/\(path)"
    }
}
