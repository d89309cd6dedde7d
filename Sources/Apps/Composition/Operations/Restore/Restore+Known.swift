internal import LogService
internal import MerkleTree
internal import Storage
internal import TransparencyLog

extension Restore {
    /// What is known of the log apart from the backup.
    struct Known: Sendable {
        var histories: [KnownHistory] = []
        var checkpoints: [SignedCheckpoint] = []

        mutating func add(_ checkpoint: SignedCheckpoint, from source: String) {
            checkpoints.append(checkpoint)
            histories.append(
                KnownHistory(
                    source: source,
                    evidence: .checkpoint(
                        size: checkpoint.checkpoint.size,
                        root: checkpoint.checkpoint.root
                    )
                )
            )
        }

        /// The last checkpoint that the restored log carries: what a server must find published.
        func lastCovered(by content: Content) -> SignedCheckpoint {
            let covered = checkpoints.filter { signed in
                let mark = signed.checkpoint
                let history = KnownHistory(
                    source: "",
                    evidence: .checkpoint(size: mark.size, root: mark.root)
                )
                return content.history.standing(to: history) == .covered
            }
            return covered.max { $0.checkpoint.size < $1.checkpoint.size }.map { last in
                last.checkpoint.size > content.checkpoint.checkpoint.size
                    ? last : content.checkpoint
            } ?? content.checkpoint
        }
    }

    /// Sees to it that nobody serves the register that is replaced.
    func holdExisting(_ target: RestoreTarget) async throws -> DatabaseFileHold? {
        guard let existing = try target.existing else { return nil }
        switch existing.database {
        case .memory: return nil
        case .sqlite(let path): return try DatabaseFileHold(path)
        case .postgres:
            let others: Int
            do {
                others = try await Database.otherSessions(in: existing.database)
            } catch {
                telling.say(
                    "note: whether servers run over \(existing.database) cannot be seen: \(error)"
                )
                return nil
            }
            guard others == 0 else {
                throw CompositionError(
                    "\(existing.database) is in use: cabildo has \(others) sessions there",
                    help: "stop the servers over it first"
                )
            }
            return nil
        }
    }

    /// Gathers what was published of the log: by the folder, by its database, by what was named.
    func knownHistories(
        _ target: RestoreTarget,
        _ verifiers: [NoteVerifier]
    ) async throws -> Known {
        var known = Known()
        if let published {
            let finding = try await PublishedSource(text: published).read(verifiers)
            known.histories.append(finding.history)
            known.checkpoints.append(finding.checkpoint)
        }
        if let existing = try target.existing {
            do {
                if let checkpoint = try existing.directory.publishedCheckpoint() {
                    known.add(checkpoint, from: "`\(existing.directory.publishedPath)`")
                }
            } catch {
                // What may show that the backup is an old one must be readable, or be given up by
                // name.
                guard accepted.contains(.olderLog) else {
                    throw CompositionError(
                        "`\(existing.directory.publishedPath)` cannot be read: \(error)",
                        help: "it tells how far the log was published; without it only "
                            + "--accept older_log restores"
                    )
                }
                telling.say(
                    "note: `\(existing.directory.publishedPath)` says nothing: \(error)"
                )
            }
            await addStored(in: existing, verifiers, to: &known)
        }
        if known.histories.isEmpty {
            telling.say(
                "note: nothing tells how far the log was published; name a log that others keep "
                    + "with --published to be sure that the backup is not an old one"
            )
        }
        return known
    }

    private func addStored(
        in existing: RegisterHome,
        _ verifiers: [NoteVerifier],
        to known: inout Known
    ) async {
        do {
            guard existing.isFounded,
                try await !Database.contents(of: existing.database).isEmpty
            else { return }
            let database = try await existing.openDatabase(.forOperations(readingAlone: true))
            do {
                let stored = try await StoredLog(database, verifiers: verifiers)
                let leaves = try await database.logLeafHashes()
                try await database.close()
                known.histories.append(
                    KnownHistory(
                        source: "the log in \(existing.database)",
                        evidence: .leaves(leaves)
                    )
                )
                if let checkpoint = stored.checkpoint { known.checkpoints.append(checkpoint) }
            } catch {
                try? await database.close()
                throw error
            }
        } catch {
            telling.say("note: the log in \(existing.database) says nothing: \(error)")
        }
    }
}
