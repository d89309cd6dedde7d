internal import MerkleTree
internal import TransparencyLog

extension DurableLog {
    /// What a witness is asked, which has recorded a size of this log.
    ///
    /// - Parameters:
    ///   - checkpoint: a checkpoint of this log, not newer than ``checkpoint``.
    ///   - oldSize: the recorded size, 0 up to the checkpoint's.
    /// - Returns: the request with its consistency proof.
    /// - Throws: a `MerkleError`, a `LogError` or a `DatabaseError`.
    func request(_ checkpoint: SignedCheckpoint, from oldSize: Int) async throws -> AddCheckpoint {
        let size = checkpoint.checkpoint.size
        let nodes = ConsistencyProof.requiredNodes(oldSize: oldSize, newSize: size)
        let tree = try await tree(of: nodes, size: size)
        let proof = try ConsistencyProof(
            oldSize: oldSize,
            newSize: size,
            lookup: tree.hash(at:)
        )
        return AddCheckpoint(oldSize: oldSize, path: proof.path, checkpoint: checkpoint)
    }

    /// The root over the first entries.
    ///
    /// - Parameter size: 0 up to the size of ``checkpoint``.
    /// - Returns: the root.
    /// - Throws: a `MerkleError`, a `LogError` or a `DatabaseError`.
    func root(ofSize size: Int) async throws -> TreeHash {
        let nodes = CompactRange.addresses(ofSize: size)
        return try await tree(of: nodes, size: size).root()
    }

    /// A tree that holds the tiles of some nodes.
    private func tree(of nodes: [NodeAddress], size: Int) async throws -> TiledTree {
        var tiles: [TilePath: [UInt8]] = [:]
        for path in TiledTree.tiles(for: nodes, size: size) { tiles[path] = try await tile(path) }
        return TiledTree(size: size) { tiles[$0] }
    }
}
