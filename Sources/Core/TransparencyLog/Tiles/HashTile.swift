public import MerkleTree

/// The content of a hash tile: up to 256 hashes, one after the other.
public enum HashTile {
    /// The bytes of a tile.
    public static func encode(_ hashes: some Sequence<TreeHash>) -> [UInt8] {
        var output: [UInt8] = []
        for hash in hashes { hash.withBytes { output.append(contentsOf: $0) } }
        return output
    }

    /// Reads a tile.
    ///
    /// - Parameters:
    ///   - bytes: the tile.
    ///   - width: how many hashes it must hold.
    /// - Returns: the hashes in order.
    /// - Throws: ``LogError`` with code `malformed_tile` for another length.
    public static func decode(_ bytes: [UInt8], width: Int) throws(LogError) -> [TreeHash] {
        guard width >= 0, bytes.count == width * TreeHash.byteCount else {
            throw LogError(.malformedTile, "tile of \(bytes.count) bytes, expected \(width) hashes")
        }
        var hashes: [TreeHash] = []
        hashes.reserveCapacity(width)
        for position in 0..<width {
            let start = position * TreeHash.byteCount
            guard let hash = try? TreeHash(bytes: bytes[start..<start + TreeHash.byteCount]) else {
                throw LogError(.malformedTile, "tile holds no hash at `\(position)`")
            }
            hashes.append(hash)
        }
        return hashes
    }

    /// The nodes whose hashes a tile holds, in order; none for an entry bundle.
    public static func nodes(of path: TilePath) -> [NodeAddress] {
        guard case .hashes(let level) = path.kind else { return [] }
        let start = path.index * TilePath.fullWidth
        return (start..<start + path.width).map { NodeAddress(level: 8 * level, index: $0) }
    }

    /// Makes the bytes of a tile from the hashes of perfect subtrees.
    ///
    /// - Throws: ``LogError`` with code `malformed_tile` where a hash is missing.
    public static func encode(_ path: TilePath, lookup: NodeLookup) throws(LogError) -> [UInt8] {
        var hashes: [TreeHash] = []
        for node in nodes(of: path) {
            guard let hash = lookup(node) else {
                throw LogError(.malformedTile, "no hash for `\(path)` at index \(node.index)")
            }
            hashes.append(hash)
        }
        return encode(hashes)
    }

    /// The root over the hashes of a tile; for a full tile it stands in the tile level above.
    public static func root(of hashes: [TreeHash]) -> TreeHash {
        var range = CompactRange()
        for hash in hashes { range.append(hash) }
        return range.root
    }
}
