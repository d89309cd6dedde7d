public import MerkleTree
internal import Storage
public import TransparencyLog

extension LogView {
    /// An inclusion proof with what it leads from and to.
    public struct Inclusion: Sendable, Hashable {
        /// The proof.
        public let proof: InclusionProof
        /// The hash of the leaf.
        public let leaf: TreeHash
        /// The root of the tree of the proof's size.
        public let root: TreeHash
    }

    /// A consistency proof with the roots of both trees.
    public struct Consistency: Sendable, Hashable {
        /// The proof.
        public let proof: ConsistencyProof
        /// The root of the older tree.
        public let oldRoot: TreeHash
        /// The root of the newer tree.
        public let newRoot: TreeHash
    }

    /// Proves that an entry stands in the tree of a size (RFC 9162, section 2.1.3).
    ///
    /// It reads the few tiles on the way to the root, not the log.
    ///
    /// - Parameters:
    ///   - index: the entry's position, below `size`.
    ///   - treeSize: the size of the tree; that of the checkpoint when nil, and never more.
    /// - Returns: the proof, which has been verified.
    /// - Throws: `MerkleError` with code `index_out_of_range` or `size_out_of_range`; one of another
    ///   code where the stored hashes do not fit together; a `DatabaseError`.
    public func inclusion(of index: Int, inTreeOf treeSize: Int? = nil) async throws -> Inclusion {
        let size = try covered(treeSize)
        guard index >= 0, index < size else {
            throw MerkleError(
                code: .indexOutOfRange,
                reason: "no entry `\(index)` in a tree of \(size) entries"
            )
        }
        let leaf = NodeAddress(level: 0, index: index)
        let tree = try await tree(
            of: size,
            with: [leaf] + InclusionProof.requiredNodes(index: index, size: size)
                + CompactRange.addresses(ofSize: size)
        )
        let proof = try InclusionProof(index: index, size: size, lookup: tree.hash(at:))
        guard let hash = tree.hash(at: leaf) else {
            throw MerkleError(code: .missingNode, reason: "no hash of entry `\(index)`")
        }
        let root = try root(of: size, tree)
        try proof.verify(leaf: hash, root: root)
        return Inclusion(proof: proof, leaf: hash, root: root)
    }

    /// Proves that one tree is the beginning of another (RFC 9162, section 2.1.4).
    ///
    /// - Parameters:
    ///   - old: the size of the older tree, from 0.
    ///   - new: the size of the newer tree; that of the checkpoint when nil, and never more.
    /// - Returns: the proof, which has been verified.
    /// - Throws: as ``inclusion(of:inTreeOf:)``.
    public func consistency(from old: Int, to new: Int? = nil) async throws -> Consistency {
        let size = try covered(new)
        guard old >= 0, old <= size else {
            throw MerkleError(
                code: .sizeOutOfRange,
                reason: "no tree of `\(old)` entries at the beginning of one of \(size)"
            )
        }
        let tree = try await tree(
            of: size,
            with: ConsistencyProof.requiredNodes(oldSize: old, newSize: size)
                + CompactRange.addresses(ofSize: old) + CompactRange.addresses(ofSize: size)
        )
        let proof = try ConsistencyProof(oldSize: old, newSize: size, lookup: tree.hash(at:))
        let oldRoot = try CompactRange(size: old, lookup: tree.hash(at:)).root
        let newRoot = try root(of: size, tree)
        try proof.verify(oldRoot: oldRoot, newRoot: newRoot)
        return Consistency(proof: proof, oldRoot: oldRoot, newRoot: newRoot)
    }

    /// The right edge of the tree of a size.
    ///
    /// - Throws: as ``inclusion(of:inTreeOf:)``.
    public func edge(ofSize size: Int) async throws -> CompactRange {
        let nodes = CompactRange.addresses(ofSize: try covered(size))
        let tree = try await tree(of: size, with: nodes)
        return try CompactRange(size: size, lookup: tree.hash(at:))
    }

    /// The proof file for an entry under the checkpoint (C2SP tlog-proof).
    ///
    /// - Throws: as ``inclusion(of:inTreeOf:)``.
    public func offlineProof(of index: Int) async throws -> OfflineProof {
        let inclusion = try await inclusion(of: index)
        return try OfflineProof(inclusion: inclusion.proof, checkpoint: checkpoint)
    }

    /// A size that the checkpoint covers.
    private func covered(_ treeSize: Int?) throws(MerkleError) -> Int {
        let treeSize = treeSize ?? size
        guard treeSize >= 0, treeSize <= size else {
            throw MerkleError(
                code: .sizeOutOfRange,
                reason: "the log has signed for \(size) entries, not for `\(treeSize)`"
            )
        }
        return treeSize
    }

    private func root(of treeSize: Int, _ tree: TiledTree) throws -> TreeHash {
        let root = try CompactRange(size: treeSize, lookup: tree.hash(at:)).root
        guard treeSize != size || root == checkpoint.checkpoint.root else {
            throw LogServiceError(
                .inconsistent,
                "the stored hashes do not give the root that was signed: restore a backup"
            )
        }
        return root
    }

    /// A tree of which the tiles that some nodes need have been read, in one transaction.
    private func tree(of size: Int, with nodes: [NodeAddress]) async throws -> TiledTree {
        let paths = TiledTree.tiles(for: nodes, size: size)
        let tiles = try await database.read { reader in
            var tiles: [TilePath: [UInt8]] = [:]
            for path in paths { tiles[path] = try Self.read(path, reader) }
            return tiles
        }
        return TiledTree(size: size) { tiles[$0] }
    }
}
