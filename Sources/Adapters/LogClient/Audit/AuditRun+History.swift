internal import BaseEncoding
internal import CanonicalJSON
internal import MerkleTree
internal import TransparencyLog

extension AuditRun {
    /// Checks that the log continues what was audited last.
    ///
    /// Where it does not, the state is neither used nor written, so that it stays as evidence.
    mutating func checkHistory(_ signed: SignedCheckpoint) async throws(LogClientError) {
        guard let kept = audit.state else {
            begin(.history)
            return end(.history, "no earlier audit is known", count: 0, isComplete: false)
        }
        begin(.history)
        guard let last = try await kept.lastCheckpoint(by: audit.allVerifiers) else {
            return end(.history, "this is the first audit", count: 0, isComplete: false)
        }
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
        if findings[.history] == nil { self.last = last } else { state = nil }
        guard unproven == nil else { return }
        endHistory(last)
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
        let mine = try await ServedTree(
            size: old.size,
            nodes: CompactRange.addresses(ofSize: new.size),
            from: kept.source
        )
        guard mine.root(atSize: new.size) == new.root else {
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
        let served = try await ServedTree(
            size: new.size,
            nodes: ServedTree.nodes(from: old.size, to: new.size),
            from: audit.source
        )
        let lookup = served.tree.hash(at:)
        if let proof = try? ConsistencyProof(
            oldSize: old.size,
            newSize: new.size,
            lookup: lookup
        ), (try? proof.verify(oldRoot: old.root, newRoot: new.root)) != nil {
            return
        }
        if served.root(atSize: new.size) == new.root {
            return try await forked(last, signed, "trees of \(old.size) and \(new.size) entries")
        }
        // The tiles prove nothing; the entries themselves will tell.
        self.last = last
        state = nil
        unproven = last
    }

    /// Tells of a fork, and keeps what proves it to others.
    mutating func forked(
        _ last: SignedCheckpoint,
        _ signed: SignedCheckpoint,
        _ trees: String
    ) async throws(LogClientError) {
        let difference = try await firstDifference(last, signed)
        let at = difference.map { ": they differ from entry \($0.index) on" } ?? ""
        add(
            .history,
            AuditFinding(
                .forked,
                "the log has signed two histories, \(trees), of which neither continues the "
                    + "other\(at)",
                position: difference?.index
            )
        )
        try keepEvidence("fork", last, signed, difference)
    }

    /// The first entry at which the kept log and the served one differ, with proofs of both.
    private func firstDifference(
        _ last: SignedCheckpoint,
        _ signed: SignedCheckpoint
    ) async throws(LogClientError) -> ForkEvidence.Difference? {
        guard let kept = audit.state else { return nil }
        let (old, new) = (last.checkpoint.size, signed.checkpoint.size)
        let common = min(old, new)
        for index in 0..<(common + TilePath.fullWidth - 1) / TilePath.fullWidth {
            try ledger.check()
            let first = index * TilePath.fullWidth
            let mine = TilePath(hashesAt: index, width: min(TilePath.fullWidth, old - first))
            let theirs = TilePath(hashesAt: index, width: min(TilePath.fullWidth, new - first))
            guard let left = try await ServedTree.read(mine, from: kept.source),
                let right = try await ServedTree.read(theirs, from: audit.source),
                let ours = try? HashTile.decode(left, width: mine.width),
                let others = try? HashTile.decode(right, width: theirs.width)
            else { return nil }
            guard let offset = zip(ours, others).enumerated().first(where: { $1.0 != $1.1 })?.offset
            else { continue }
            return try await ForkEvidence.Difference(
                index: first + offset,
                first: ForkEvidence.Leaf(ours[offset], first + offset, old, from: kept.source),
                second: ForkEvidence.Leaf(others[offset], first + offset, new, from: audit.source)
            )
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
        try kept.keep(Array(evidence.json(key: audit.verifier).prettyText().utf8), at: path)
        report.evidence = "\(kept.folder)/\(path)"
    }
}
