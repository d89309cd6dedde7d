public import MerkleTree

/// A tree of which only the tiles are at hand.
public struct TiledTree {
    /// Gives the bytes of a hash tile, or `nil` where there is none.
    public typealias Source = (TilePath) -> [UInt8]?

    /// The number of leaves.
    public let size: Int
    private let source: Source

    /// Makes a tree of a size over a source of tiles.
    ///
    /// - Parameters:
    ///   - size: the number of leaves, from a verified checkpoint.
    ///   - source: is asked for the partial tile of this size first, then for the full one.
    public init(size: Int, source: @escaping Source) {
        self.size = size
        self.source = source
    }

    /// The hash of a perfect subtree that lies fully in the tree; a ``NodeLookup``.
    ///
    /// Nothing is trusted by this: check the root or a proof against the checkpoint.
    public func hash(at node: NodeAddress) -> TreeHash? {
        guard let tile = Self.tile(of: node, size: size), let bytes = bytes(of: tile) else {
            return nil
        }
        let count = 1 << (node.level % 8)
        let start = node.index * count % TilePath.fullWidth
        // INVARIANT: the node lies fully in the tree, so its hashes lie within the tile's width.
        let slice = bytes[start * TreeHash.byteCount..<(start + count) * TreeHash.byteCount]
        return (try? HashTile.decode(Array(slice), width: count)).map(HashTile.root)
    }

    /// The root computed from the tiles, to be compared with a checkpoint's.
    ///
    /// - Throws: ``MerkleError`` with code `missing_node`.
    public func root() throws(MerkleError) -> TreeHash {
        try CompactRange(size: size, lookup: hash(at:)).root
    }

    /// The tiles needed for some nodes of a tree, each once.
    public static func tiles(for nodes: [NodeAddress], size: Int) -> [TilePath] {
        var seen: Set<TilePath> = []
        return nodes.compactMap { tile(of: $0, size: size) }.filter { seen.insert($0).inserted }
    }

    /// The tile a node is computed from, as wide as it is in a tree of the size.
    private static func tile(of node: NodeAddress, size: Int) -> TilePath? {
        guard node.level >= 0, node.level < 63, node.index >= 0,
            node.index < size >> node.level
        else { return nil }
        let level = node.level / 8
        let index = node.index << (node.level % 8) / TilePath.fullWidth
        let width = min(size >> (8 * level) - index * TilePath.fullWidth, TilePath.fullWidth)
        return TilePath(unchecked: .hashes(level: level), index, width)
    }

    /// The bytes of a tile, at least as many as its width needs.
    private func bytes(of tile: TilePath) -> [UInt8]? {
        if let bytes = source(tile), bytes.count == tile.width * TreeHash.byteCount {
            return bytes
        }
        // A partial tile may be gone once the full one exists.
        guard tile.isPartial, let bytes = source(tile.full),
            bytes.count == TilePath.fullWidth * TreeHash.byteCount
        else { return nil }
        return bytes
    }
}
