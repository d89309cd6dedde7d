internal import BaseEncoding
internal import Governance
internal import MerkleTree
internal import TransparencyLog

/// An entry of a bundle that was read, as far as it could be prepared ahead.
enum ReadEntry: Sendable {
    case prepared(PreparedEntry)
    case refused(Refusal)
    /// Not prepared ahead: the bundle is heavy, or nothing is replayed.
    case raw([UInt8])
    case large(LogLeaf)
}

/// A bundle that was read, and the tile of its hashes beside it.
struct ReadBundle: Sendable {
    let index: Int
    let entries: [ReadEntry]
    /// The hashes of the entries.
    let hashes: [TreeHash]
    /// The hashes of the tile; `nil` where it is missing or has another length.
    let tile: [TreeHash]?
    /// Whether an earlier audit has downloaded it.
    let isFromState: Bool
    /// The bundle's bytes, where they are to be kept.
    let bytes: [UInt8]?
}

/// Reads bundles, and prepares their entries for the replay.
struct BundleReader: Sendable {
    let source: LogSource
    let state: AuditState?
    let patience: Patience
    /// The size of the log.
    let size: Int
    let replays: Bool

    /// The most bytes of a bundle that are prepared ahead, so that memory has a bound.
    private static let preparedBytes = 1 << 20
    private static let maximumBytes = TilePath.fullWidth * (EntryBundle.maximumEntryBytes + 2)

    /// How many bundles there are.
    var count: Int { (size + TilePath.fullWidth - 1) / TilePath.fullWidth }

    func read(
        _ index: Int,
        expecting keys: SigningKeys
    ) async throws(LogClientError)
        -> ReadBundle
    {
        let width = min(TilePath.fullWidth, size - index * TilePath.fullWidth)
        let bundle = TilePath(entriesAt: index, width: width)
        let hashes = TilePath(hashesAt: index, width: width)
        let tile = try await patience.ask { () throws(LogClientError) in
            try await source.hashTile(hashes)
        }
        if let state, let tile, width == TilePath.fullWidth,
            let leaves = await kept(bundle, in: state), HashTile.encode(leaves.map(\.hash)) == tile
        {
            // What was kept is what the log's own tile says, so it need not be downloaded again.
            return try make(index, leaves, tile, keys, isFromState: true)
        }
        let leaves = try await fetch(bundle, index)
        return try make(index, leaves, tile, keys, isFromState: false)
    }

    /// A bundle that an earlier audit has kept; `nil` where there is none that can be read.
    private func kept(_ bundle: TilePath, in state: AuditState) async -> [LogLeaf]? {
        let read = try? await state.source.read(bundle.description, limit: Self.maximumBytes)
        return read.flatMap { $0 }.flatMap { try? Self.leaves($0, bundle.width) }
    }

    private static func leaves(_ bytes: [UInt8], _ width: Int) throws(LogError) -> [LogLeaf] {
        try EntryBundle.decode(bytes, width: width).map { entry throws(LogError) in
            try LogLeaf(reading: entry)
        }
    }

    private func fetch(_ path: TilePath, _ index: Int) async throws(LogClientError) -> [LogLeaf] {
        let first = index * TilePath.fullWidth
        let entries = "the entries \(first) to \(first + path.width - 1)"
        var failure = LogClientError(.mismatch, "the log does not show \(entries)")
        let leaves = try await patience.ask { () throws(LogClientError) -> [LogLeaf]? in
            var bytes = try await source.read(path.description, limit: Self.maximumBytes)
            var held = path.width
            if bytes == nil, path.isPartial {
                // A partial bundle may be gone once the full one is there.
                bytes = try await source.read(path.full.description, limit: Self.maximumBytes)
                held = TilePath.fullWidth
            }
            guard let bytes else { return nil }
            do {
                return Array(try Self.leaves(bytes, held).prefix(path.width))
            } catch {
                // A connection may have broken off: that is no evidence.
                failure = LogClientError(.unusable, "\(entries) are not readable: \(error)")
                return nil
            }
        }
        guard let leaves else { throw failure }
        return leaves
    }

    private func make(
        _ index: Int,
        _ leaves: [LogLeaf],
        _ tile: [UInt8]?,
        _ keys: SigningKeys,
        isFromState: Bool
    ) throws(LogClientError) -> ReadBundle {
        var prepared = 0
        var entries: [ReadEntry] = []
        entries.reserveCapacity(leaves.count)
        for leaf in leaves {
            prepared += leaf.bytes.count
            if leaf.largeEntry != nil {
                entries.append(.large(leaf))
            } else if !replays || prepared > Self.preparedBytes {
                entries.append(.raw(leaf.bytes))
            } else {
                entries.append(Self.prepare(leaf.bytes, keys))
            }
        }
        return ReadBundle(
            index: index,
            entries: entries,
            hashes: leaves.map(\.hash),
            tile: tile.flatMap { try? HashTile.decode($0, width: leaves.count) },
            isFromState: isFromState,
            bytes: state == nil || isFromState ? nil : EntryBundle.encode(unchecked: leaves)
        )
    }

    static func prepare(_ bytes: [UInt8], _ keys: SigningKeys) -> ReadEntry {
        do throws(Refusal) {
            return .prepared(try PreparedEntry(canonical: bytes, expecting: keys))
        } catch {
            return .refused(error)
        }
    }

    /// Reads the body of a large entry.
    ///
    /// - Throws: ``LogClientError`` with code `mismatch` for a missing or another body.
    func body(of leaf: LogLeaf) async throws(LogClientError) -> [UInt8] {
        guard let large = leaf.largeEntry else { return leaf.bytes }
        let path = "bodies/\(Hexadecimal.encode(large.sha256))"
        let limit = VerifiedLog.maximumBodyBytes
        let kept = try? await state?.source.read(path, limit: limit)
        if let entry = kept.flatMap({ $0 }).flatMap({ try? leaf.entry(body: $0) }) { return entry }
        let body = try await patience.ask { () throws(LogClientError) in
            // A body that was cut short is asked for again, like one that is missing.
            try await source.read(path, limit: limit).flatMap { try? leaf.entry(body: $0) }
        }
        guard let body else {
            throw LogClientError(.mismatch, "the body is missing, or another one")
        }
        try state?.keep(body, at: path)
        return body
    }
}

extension TilePath {
    /// The bundle of that index; the caller knows index and width to be in range.
    init(entriesAt index: Int, width: Int) {
        guard let path = try? TilePath(.entries, index: index, width: width) else {
            preconditionFailure("the size of a log bounds index and width")
        }
        self = path
    }

    /// The tile of the leaves' hashes of that index.
    init(hashesAt index: Int, width: Int) {
        guard let path = try? TilePath(.hashes(level: 0), index: index, width: width) else {
            preconditionFailure("the size of a log bounds index and width")
        }
        self = path
    }
}

extension EntryBundle {
    /// The bytes of a bundle of leaves that were read from one, so that they fit.
    static func encode(unchecked leaves: [LogLeaf]) -> [UInt8] {
        (try? encode(leaves.map(\.bytes))) ?? []
    }
}
