internal import BaseEncoding
public import MerkleTree
public import TransparencyLog

/// Reads any part of a log, and checks that part against the log's checkpoint without reading the
/// rest: every tile by the root of it that stands in the tile above, the last ones by the log's root.
public struct LogReader: Sendable {
    /// The key that the log is trusted by; `nil` to believe whatever checkpoint is shown.
    public let verifier: NoteVerifier?
    /// The checkpoint that everything is checked against; `nil` before the first ``refresh()``.
    public private(set) var checkpoint: SignedCheckpoint?
    private let source: LogSource
    /// Tiles that have been checked.
    private var tiles: [TilePath: [TreeHash]] = [:]

    /// The most checked tiles that are kept; 8 KiB each.
    private static let maximumTiles = 2048

    /// Begins with nothing read.
    public init(_ source: LogSource, verifier: NoteVerifier?) {
        self.source = source
        self.verifier = verifier
    }

    /// Begins with a checkpoint that was verified already.
    ///
    /// - Throws: ``LogClientError`` with code `mismatch` where the source does not carry it.
    init(_ source: LogSource, over signed: SignedCheckpoint) async throws(LogClientError) {
        self.init(source, verifier: nil)
        checkpoint = signed
        try await readEdge()
    }

    /// How many entries the checkpoint covers.
    public var size: Int { checkpoint?.checkpoint.size ?? 0 }

    /// Takes the log's newest checkpoint, which must extend the one before.
    ///
    /// - Throws: ``LogClientError``; what was read before is then unchanged.
    public mutating func refresh() async throws(LogClientError) {
        let signed = try await readCheckpoint()
        guard signed.checkpoint != checkpoint?.checkpoint else {
            checkpoint = signed
            return
        }
        let old = checkpoint?.checkpoint
        guard signed.checkpoint.size >= size else {
            throw LogClientError(
                .shrunk,
                "the log has signed for \(size) entries, and now for \(signed.checkpoint.size)"
            )
        }
        var next = self
        next.checkpoint = signed
        next.tiles = tiles.filter { !$0.key.isPartial }
        try await next.readEdge()
        if let old {
            guard try await next.root(ofSize: old.size) == old.root else {
                throw LogClientError(
                    .forked,
                    "the log of \(signed.checkpoint.size) entries does not begin with that of "
                        + "\(old.size)"
                )
            }
        }
        self = next
    }

    /// Reads entries, and checks each against the checkpoint.
    ///
    /// - Parameter range: positions; those that the checkpoint does not cover are left out.
    /// - Returns: the entries in order.
    /// - Throws: ``LogClientError``.
    public mutating func entries(
        _ range: Range<Int>
    ) async throws(LogClientError) -> [LoggedEntry] {
        var entries: [LoggedEntry] = []
        var next = max(0, range.lowerBound)
        let end = min(range.upperBound, size)
        while next < end {
            let index = next / TilePath.fullWidth
            let first = index * TilePath.fullWidth
            let leaves = try await bundle(index)
            for position in next..<min(end, first + leaves.count) {
                let leaf = leaves[position - first]
                entries.append(
                    LoggedEntry(index: position, leaf: leaf, bytes: try await body(of: leaf))
                )
            }
            next = first + leaves.count
        }
        return entries
    }

    /// Makes the proof file for an entry (C2SP tlog-proof).
    ///
    /// - Parameters:
    ///   - index: the entry's position.
    ///   - extra: what the file says besides.
    /// - Returns: the proof, which leads to the checkpoint's root.
    /// - Throws: ``LogClientError``.
    public mutating func proof(
        of index: Int,
        extra: [UInt8]? = nil
    ) async throws(LogClientError) -> OfflineProof {
        guard let checkpoint else {
            throw LogClientError(.unusable, "the log's checkpoint has not been read")
        }
        guard index >= 0, index < size else {
            throw LogClientError(.unusable, "the log has no entry `\(index)`: it has \(size)")
        }
        let proof = try await inclusion(of: index, under: checkpoint.checkpoint.root).proof
        do {
            return try OfflineProof(inclusion: proof, checkpoint: checkpoint, extra: extra)
        } catch {
            throw LogClientError(.mismatch, "the entry cannot be proven: \(error)")
        }
    }

    /// The hash of an entry that the checkpoint covers, and the proof that leads to its root.
    mutating func inclusion(
        of index: Int,
        under root: TreeHash
    ) async throws(LogClientError) -> (leaf: TreeHash, proof: InclusionProof) {
        let nodes = InclusionProof.requiredNodes(index: index, size: size)
        let leaf = NodeAddress(level: 0, index: index)
        let tree = try await tree(of: size, with: [leaf] + nodes)
        do {
            let proof = try InclusionProof(index: index, size: size, lookup: tree.hash(at:))
            guard let hash = tree.hash(at: leaf) else {
                throw MerkleError(code: .missingNode, reason: "no hash of entry \(index)")
            }
            try proof.verify(leaf: hash, root: root)
            return (hash, proof)
        } catch {
            throw LogClientError(.mismatch, "the entry cannot be proven: \(error)")
        }
    }

    /// The hashes of a tile of this tree, checked.
    ///
    /// - Parameter path: a hash tile, as wide as it is in a tree of ``size`` or was in a smaller one.
    /// - Returns: the hashes in order.
    /// - Throws: ``LogClientError``.
    public mutating func hashes(of path: TilePath) async throws(LogClientError) -> [TreeHash] {
        let own = try self.path(path.kind, holding: path.index * TilePath.fullWidth)
        return Array(try await tile(own).prefix(path.width))
    }

    /// The root that the tree had when it was smaller.
    ///
    /// - Parameter size: up to ``size``.
    /// - Returns: the root, computed from checked tiles.
    /// - Throws: ``LogClientError``.
    public mutating func root(ofSize size: Int) async throws(LogClientError) -> TreeHash {
        let nodes = CompactRange.addresses(ofSize: size)
        let tree = try await tree(of: size, with: nodes)
        do {
            return try CompactRange(size: size, lookup: tree.hash(at:)).root
        } catch {
            throw LogClientError(.mismatch, "the log lacks hashes of its first \(size) entries")
        }
    }

    private func readCheckpoint() async throws(LogClientError) -> SignedCheckpoint {
        guard let bytes = try await source.read("checkpoint", limit: Note.maximumBytes) else {
            throw LogClientError(.unusable, "there is no log here: it has no checkpoint")
        }
        do {
            let signed = try SignedCheckpoint(parsing: bytes)
            if let verifier { try signed.verify(log: verifier) }
            return signed
        } catch {
            throw LogClientError(.badCheckpoint, "the checkpoint does not hold: \(error)")
        }
    }

    /// Reads the last tile of each level, and checks them all by the root.
    private mutating func readEdge() async throws(LogClientError) {
        var edge: [TilePath: [UInt8]] = [:]
        for path in TiledTree.tiles(for: CompactRange.addresses(ofSize: size), size: size) {
            edge[path] = try await readTile(path)
        }
        let read = edge
        guard let root = try? TiledTree(size: size, source: { read[$0] }).root(),
            root == checkpoint?.checkpoint.root
        else {
            throw LogClientError(.mismatch, "the log's last tiles do not give the root it signed")
        }
        // Every hash of a partial tile is needed for the root, and so are those of a last full one
        // that has no tile above it; there is none of these, since a full tile has a parent.
        for (path, bytes) in edge where path.isPartial {
            tiles[path] = try? HashTile.decode(bytes, width: path.width)
        }
    }

    /// A tile of the tree, checked.
    private mutating func tile(_ path: TilePath) async throws(LogClientError) -> [TreeHash] {
        if let tile = tiles[path] { return tile }
        guard case .hashes(let level) = path.kind, !path.isPartial else {
            throw LogClientError(.mismatch, "the log's root does not cover its `\(path)`")
        }
        let above = try await tile(try self.path(.hashes(level: level + 1), holding: path.index))
        let bytes = try await readTile(path)
        guard let hashes = try? HashTile.decode(bytes, width: path.width),
            HashTile.root(of: hashes) == above[path.index % TilePath.fullWidth]
        else { throw LogClientError(.mismatch, "`\(path)` is not what the tile above it says") }
        if tiles.count >= Self.maximumTiles { tiles = tiles.filter { $0.key.isPartial } }
        tiles[path] = hashes
        return hashes
    }

    /// The tile that holds a hash of a level, as wide as it is in this tree.
    private func path(
        _ kind: TilePath.Kind,
        holding item: Int
    ) throws(LogClientError) -> TilePath {
        let count = if case .hashes(let level) = kind { size >> (8 * level) } else { size }
        let index = item / TilePath.fullWidth
        let width = min(TilePath.fullWidth, count - index * TilePath.fullWidth)
        guard let path = try? TilePath(kind, index: index, width: width) else {
            throw LogClientError(.unusable, "the log has no tile for \(item)")
        }
        return path
    }

    private func readTile(_ path: TilePath) async throws(LogClientError) -> [UInt8] {
        let limit = TilePath.fullWidth * TreeHash.byteCount
        if let bytes = try await source.read(path.description, limit: limit) { return bytes }
        // A partial tile may be gone once the full one is there.
        guard path.isPartial,
            let bytes = try await source.read(path.full.description, limit: limit)
        else { throw LogClientError(.mismatch, "the log does not have its `\(path)`") }
        return Array(bytes.prefix(path.width * TreeHash.byteCount))
    }

    private mutating func tree(
        of size: Int,
        with nodes: [NodeAddress]
    ) async throws(LogClientError) -> TiledTree {
        var read: [TilePath: [UInt8]] = [:]
        for path in TiledTree.tiles(for: nodes, size: size) {
            guard case .hashes(let level) = path.kind else { continue }
            let item = path.index * TilePath.fullWidth
            let own = try self.path(.hashes(level: level), holding: item)
            read[path] = HashTile.encode(try await tile(own).prefix(path.width))
        }
        let tiles = read
        return TiledTree(size: size) { tiles[$0] }
    }

    /// The leaves of a bundle, each with the hash that the tree holds.
    private mutating func bundle(_ index: Int) async throws(LogClientError) -> [LogLeaf] {
        let first = index * TilePath.fullWidth
        let hashes = try await tile(try path(.hashes(level: 0), holding: first))
        let path = try self.path(.entries, holding: first)
        let limit = TilePath.fullWidth * (EntryBundle.maximumEntryBytes + 2)
        var width = path.width
        var bytes = try await source.read(path.description, limit: limit)
        if bytes == nil, path.isPartial {
            bytes = try await source.read(path.full.description, limit: limit)
            width = TilePath.fullWidth
        }
        guard let bytes else {
            throw LogClientError(.mismatch, "the log does not have its `\(path)`")
        }
        do {
            let leaves = try EntryBundle.decode(bytes, width: width).prefix(path.width)
                .map { try LogLeaf(reading: $0) }
            for (offset, leaf) in leaves.enumerated() where leaf.hash != hashes[offset] {
                throw LogError(code: .proofMismatch, reason: "entry \(first + offset) was changed")
            }
            return leaves
        } catch {
            throw LogClientError(.mismatch, "`\(path)` does not hold: \(error)")
        }
    }

    private func body(of leaf: LogLeaf) async throws(LogClientError) -> [UInt8] {
        guard let large = leaf.largeEntry else { return leaf.bytes }
        let name = Hexadecimal.encode(large.sha256)
        let body = try await source.read(
            "bodies/\(name)",
            limit: VerifiedLog.maximumBodyBytes
        )
        do {
            return try leaf.entry(body: body)
        } catch {
            throw LogClientError(.mismatch, "the body of large entry `\(name)`: \(error)")
        }
    }
}
