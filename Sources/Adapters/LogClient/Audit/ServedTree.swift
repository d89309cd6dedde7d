internal import MerkleTree
internal import TransparencyLog

/// The nodes of a tree, read from the hash tiles of a source; nothing of it is trusted.
struct ServedTree {
    let size: Int
    private var tiles: [TilePath: [UInt8]] = [:]

    /// Reads the tiles that some nodes need; those that are missing are left out.
    init(
        size: Int,
        nodes: [NodeAddress],
        from source: LogSource
    ) async throws(LogClientError) {
        self.size = size
        for path in TiledTree.tiles(for: nodes, size: size) {
            tiles[path] = try await Self.read(path, from: source)
        }
    }

    /// Reads a hash tile, or cuts it from the full one; `nil` when there is none of that length.
    static func read(
        _ path: TilePath,
        from source: LogSource
    ) async throws(LogClientError) -> [UInt8]? {
        let limit = TilePath.fullWidth * TreeHash.byteCount
        let length = path.width * TreeHash.byteCount
        if let bytes = try await source.read(path.description, limit: limit) {
            return bytes.count == length ? bytes : nil
        }
        // A partial tile may be gone once the full one is there.
        guard path.isPartial,
            let bytes = try await source.read(path.full.description, limit: limit),
            bytes.count == limit
        else { return nil }
        return Array(bytes.prefix(length))
    }

    var tree: TiledTree { TiledTree(size: size) { tiles[$0] } }

    /// The root at some size up to that of the tree; `nil` when tiles are missing.
    func root(atSize size: Int) -> TreeHash? {
        (try? CompactRange(size: size, lookup: tree.hash(at:)))?.root
    }

    /// What is needed for the roots at two sizes and the proof between them.
    static func nodes(from old: Int, to new: Int) -> [NodeAddress] {
        CompactRange.addresses(ofSize: old) + CompactRange.addresses(ofSize: new)
            + ConsistencyProof.requiredNodes(oldSize: old, newSize: new)
    }
}
