internal import Governance
internal import MerkleTree
internal import TransparencyLog

extension AuditRun {
    /// Replays one entry, unless one before it was refused.
    mutating func replay(
        _ read: ReadEntry,
        at position: Int,
        _ reader: BundleReader
    ) async throws(LogClientError) {
        if case .large(let leaf) = read {
            // One body at a time is held in memory.
            do throws(LogClientError) {
                let body = try await reader.body(of: leaf)
                bodies += 1
                guard !replayEnded || misplaced != nil else { return }
                try await replay(BundleReader.prepare(body, keys), at: position, reader)
            } catch {
                guard error.code == .mismatch else { throw error }
                add(
                    .entries,
                    AuditFinding(
                        .wrongBody,
                        "the body of entry \(position) is missing, or not the one that was logged",
                        position: position
                    )
                )
                replayEnded = true
            }
            return
        }
        guard !replayEnded || misplaced != nil else { return }
        switch read {
        case .raw(let bytes):
            try await replay(BundleReader.prepare(bytes, keys), at: position, reader)
        case .prepared(let prepared):
            if misplaced != nil { return try await endReplay(prepared.entry) }
            append(prepared, at: position)
        case .refused(let refusal):
            if misplaced != nil { return try await endReplay(nil) }
            add(.replay, EntryWords.unreadable(refusal, at: position))
            replayEnded = true
        case .large: break
        }
    }

    private mutating func append(_ prepared: PreparedEntry, at position: Int) {
        let entry = prepared.entry
        guard entry.sequence == position else {
            misplaced = (entry, position)
            replayEnded = true
            return
        }
        let acts = register.acts.count
        do throws(Refusal) {
            try register.append(prepared)
            replayed += 1
        } catch {
            add(.replay, EntryWords.finding(error, entry, at: position))
            replayEnded = true
        }
        if position == 0 || register.acts.count != acts
            || entry.statement.command.kind == .keyRotated
        {
            keys = SigningKeys(register)
        }
    }

    /// Tells of an entry out of its place, once the one after it is known.
    mutating func endReplay(_ next: Entry?) async throws(LogClientError) {
        guard let found = misplaced else { return }
        misplaced = nil
        add(.replay, EntryWords.misplaced(found.entry, next: next, at: found.position))
    }

    /// The step's end: what was replayed, and the register that it made.
    mutating func concludeReplay() async throws(LogClientError) {
        guard audit.settings.replays else { return }
        report.acts = register.acts.count
        report.time = register.position > 0 ? register.time.description : nil
        report.registerRoot = replayEnded ? nil : try await root().text
        if range.size == 0, report.failure == nil {
            report.failure = "the log is empty: a register has its charter at least"
        }
        let rest = range.size - replayed
        end(
            .replay,
            "the signature and the procedure of every entry, by replaying it"
                + (rest > 0 ? "; \(rest) entries from number \(replayed) on were not" : ""),
            count: replayed,
            isComplete: rest == 0,
            milliseconds: readMilliseconds
        )
    }

    /// Looks whether the key that signed is one that the log's own entries have retired.
    mutating func checkLogKey() {
        guard let signed, !replayEnded else { return }
        func keys(retired: Bool) -> [NoteVerifier] {
            register.logKeys.filter { ($0.retired != nil) == retired }.compactMap { key in
                try? NoteVerifier(name: report.origin, publicKey: key.publicKey.bytes)
            }
        }
        let trusted = audit.verifiers.filter { !keys(retired: true).contains($0) }
        guard trusted.isEmpty || (try? signed.verify(byAnyOf: trusted)) == nil else { return }
        // None of the keys that were given counts any more; does one that the log has now?
        let isSignedNow = (try? signed.verify(byAnyOf: keys(retired: false))) != nil
        for key in register.logKeys {
            guard let mark = key.retired, let reason = key.reason,
                audit.verifiers.contains(where: { $0.publicKey == key.publicKey.bytes })
            else { continue }
            let what =
                "the log's key that was given was retired by entry \(mark.position) "
                + "(\(reason.rawValue))"
            if isSignedNow || reason == .planned {
                report.failure = "\(what): audit with the key that the log has now"
            } else {
                add(
                    .checkpoint,
                    AuditFinding(
                        .badCheckpoint,
                        "\(what), and no other has signed the checkpoint",
                        position: mark.position
                    )
                )
            }
        }
    }

    /// The root of the register, whose parts are written on all cores.
    private func root() async throws(LogClientError) -> Digest {
        let parts = register.canonicalParts
        do {
            var builder = DigestBuilder()
            try await OrderedWork.run(
                parts.indices,
                width: audit.settings.bundlesInFlight,
                piece: { index in { try parts[index].bytes() } },
                take: { builder.add($0) }
            )
            return builder.digest
        } catch {
            throw LogClientError(.unusable, "the register has no root: \(error)")
        }
    }
}
