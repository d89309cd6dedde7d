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
        guard let tile = Self.tile(of: node, size: size), let hashes = hashes(in: tile) else {
            return nil
        }
        let height = node.level % 8
        let start = node.index << height % TilePath.fullWidth
        return HashTile.root(of: Array(hashes[start..<start + 1 << height]))
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

    private func hashes(in tile: TilePath) -> [TreeHash]? {
        if let bytes = source(tile), let hashes = try? HashTile.decode(bytes, width: tile.width) {
            return hashes
        }
        // A partial tile may be gone once the full one exists.
        guard tile.isPartial, let bytes = source(tile.full) else { return nil }
        return try? Array(HashTile.decode(bytes, width: TilePath.fullWidth).prefix(tile.width))
    }
}
