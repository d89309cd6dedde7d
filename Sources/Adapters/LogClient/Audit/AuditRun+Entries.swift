internal import Governance
internal import MerkleTree
internal import TransparencyLog

extension AuditRun {
    /// Reads all entries that were not read yet, several bundles at a time, and takes them in their
    /// order.
    mutating func readAll(
        _ signed: SignedCheckpoint,
        _ progress: LogAudit.Progress
    ) async throws(LogClientError) {
        begin(.entries)
        self.signed = signed
        report.size = signed.checkpoint.size
        report.logRoot = signed.checkpoint.root.base64
        let reader = BundleReader(
            source: audit.source,
            state: state,
            patience: patience,
            size: signed.checkpoint.size,
            replays: audit.settings.replays
        )
        do {
            try await readInOrder(reader, progress)
        } catch let error as LogClientError {
            throw error
        } catch {
            throw LogClientError(.unusable, "reading was cancelled")
        }
        try await endReplay(nil)
        try await compare(edge.partials())
        readMilliseconds += ledger.elapsedMilliseconds
        judge(signed)
        end(
            .entries,
            "every entry was hashed, and the root compared with the signed one"
                + (bodies > 0 ? "; \(bodies) large bodies" : ""),
            count: range.size,
            milliseconds: readMilliseconds
        )
        end(
            .tiles,
            "every hash tile was compared with the entries"
                + (kept > 0 ? "; \(kept) bundles were there from an audit before" : ""),
            count: tiles,
            milliseconds: readMilliseconds
        )
        try await concludeReplay()
        try await concludeHistory(signed)
    }

    /// At most some bundles are read at a time, and none far ahead of the one that is taken next.
    private mutating func readInOrder(
        _ reader: BundleReader,
        _ progress: LogAudit.Progress
    ) async throws {
        // The bundle that the last entry stands in may have grown since.
        let first = range.size / TilePath.fullWidth
        guard first < reader.count else { return }
        // The first bundle holds the charter, and so the keys that the rest is signed with.
        try await take(try await reader.read(first, expecting: keys), reader)
        progress(range.size, reader.size)
        try await OrderedWork.run(
            first + 1..<max(first + 1, reader.count),
            width: audit.settings.bundlesInFlight,
            piece: { index in
                let keys = keys
                return { try await reader.read(index, expecting: keys) }
            },
            take: { bundle in
                try ledger.check()
                try await take(bundle, reader)
                progress(range.size, reader.size)
            }
        )
    }

    private mutating func take(
        _ bundle: ReadBundle,
        _ reader: BundleReader
    ) async throws(LogClientError) {
        let first = bundle.index * TilePath.fullWidth
        let known = range.size - first
        tiles += 1
        if bundle.isFromState { kept += 1 }
        if known > 0 { compareOpen(bundle, known) }
        if bundle.tile == nil {
            let width = min(TilePath.fullWidth, reader.size - first)
            addTile(TilePath(hashesAt: bundle.index, width: width))
        }
        for (offset, hash) in bundle.hashes.enumerated().dropFirst(known) {
            if let tile = bundle.tile, tile[offset] != hash {
                if tileRange == nil { tileRange = range }
                differingCount += 1
                if differing.count < AuditStep.maximumFindings { differing.append(first + offset) }
            }
            tileRange?.append(bundle.tile?[offset] ?? hash)
            range.append(hash) { edge.complete($0, $1) }
            if range.size == unproven?.checkpoint.size { rootAtLast = range.root }
        }
        openHashes = bundle.hashes.count < TilePath.fullWidth ? bundle.hashes : []
        try keep(bundle)
        try await compare(edge.takeReady())
        guard audit.settings.replays else { return }
        for (offset, entry) in bundle.entries.enumerated().dropFirst(known) {
            try await replay(entry, at: first + offset, reader)
        }
    }

    /// Compares what was read of a bundle before it grew: the root covers it, but not what is read of
    /// it now.
    private mutating func compareOpen(_ bundle: ReadBundle, _ known: Int) {
        let first = bundle.index * TilePath.fullWidth
        for (offset, hash) in openHashes.prefix(known).enumerated()
        where offset >= bundle.hashes.count || bundle.hashes[offset] != hash {
            add(
                .entries,
                AuditFinding(
                    .entryChanged,
                    "entry \(first + offset) is shown otherwise than a moment before",
                    position: first + offset
                )
            )
        }
        if let tile = bundle.tile, !tile.prefix(known).elementsEqual(openHashes.prefix(known)) {
            addTile(TilePath(hashesAt: bundle.index, width: bundle.hashes.count))
        }
    }

    /// Keeps a bundle for the next audit, once the tile beside it is the one that its entries make.
    private func keep(_ bundle: ReadBundle) throws(LogClientError) {
        guard let state, let bytes = bundle.bytes, let tile = bundle.tile,
            tile == bundle.hashes, isTreeSound
        else { return }
        let width = bundle.hashes.count
        let entries = TilePath(entriesAt: bundle.index, width: width)
        try state.keep(bytes, at: entries.description)
        let hashes = TilePath(hashesAt: bundle.index, width: width)
        try state.keep(HashTile.encode(tile), at: hashes.description)
    }

    private mutating func compare(
        _ made: [(path: TilePath, bytes: [UInt8])]
    ) async throws(LogClientError) {
        for tile in made {
            tiles += 1
            let served = try await patience.ask { () throws(LogClientError) in
                try await audit.source.hashTile(tile.path)
            }
            if served != tile.bytes {
                addTile(tile.path)
            } else {
                try state?.keep(tile.bytes, at: tile.path.description)
            }
        }
    }

    private mutating func addTile(_ path: TilePath) {
        add(
            .tiles,
            AuditFinding(
                .wrongTile,
                "hash tile `\(path)` is missing, or not that of the entries",
                subject: path.description
            )
        )
    }

    /// Judges the tree: which of entries and tiles carry the root, where they differ.
    private mutating func judge(_ signed: SignedCheckpoint) {
        let root = signed.checkpoint.root
        if range.root == root {
            for position in Set(differing.map { $0 / TilePath.fullWidth }).sorted() {
                let first = position * TilePath.fullWidth
                let width = min(TilePath.fullWidth, signed.checkpoint.size - first)
                addTile(TilePath(hashesAt: position, width: width))
            }
            differing = []
            return
        }
        if let tileRange, tileRange.root == root {
            for position in differing {
                add(
                    .entries,
                    AuditFinding(
                        .entryChanged,
                        "entry \(position) is not the one that the log signed for"
                            + (position == differing[0] && differingCount > 1
                                ? ", nor are \(differingCount - 1) after it" : ""),
                        position: position
                    )
                )
            }
            return
        }
        add(
            .entries,
            AuditFinding(
                .rootMismatch,
                "the \(range.size) entries do not give the root that the log signed: something "
                    + "was changed, dropped, reordered or added"
                    + (differing.first.map { ", from entry \($0) on" } ?? ""),
                position: differing.first
            )
        )
    }
}
