/// A proof that a leaf stands at an index of a tree (RFC 9162, section 2.1.3).
public struct InclusionProof: Sendable, Hashable {
    /// The index of the leaf, from 0.
    public var index: Int
    /// The number of leaves of the tree.
    public var size: Int
    /// The sibling hashes, the leaf's own first.
    public var path: [TreeHash]

    /// Makes a proof of its parts; nothing is checked before ``verify(leaf:root:)``.
    public init(index: Int, size: Int, path: [TreeHash]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// Makes the proof for a leaf from the hashes of perfect subtrees.
    ///
    /// - Parameters:
    ///   - index: the leaf, below `size`.
    ///   - size: the number of leaves.
    ///   - lookup: gives the hashes; it is asked for ``requiredNodes(index:size:)`` only.
    /// - Throws: ``MerkleError`` when the leaf is not in the tree or a hash is missing.
    public init(index: Int, size: Int, lookup: NodeLookup) throws(MerkleError) {
        try Self.check(index: index, size: size)
        var path: [TreeHash] = []
        for sibling in Self.siblings(index: index, size: size) {
            path.append(try sibling.hash(lookup))
        }
        self.init(index: index, size: size, path: path)
    }

    /// The hashes needed to make the proof for a leaf; none when the leaf is not in the tree.
    public static func requiredNodes(index: Int, size: Int) -> [NodeAddress] {
        guard index >= 0, index < size else { return [] }
        return siblings(index: index, size: size).flatMap(\.perfectNodes)
    }

    /// Checks the proof (RFC 9162, section 2.1.3.2).
    ///
    /// - Parameters:
    ///   - leaf: the hash of the leaf, see ``TreeHash/leaf(_:)``.
    ///   - root: the root of the tree, which the caller trusts.
    /// - Throws: ``MerkleError`` when the proof does not lead from the leaf to the root.
    public func verify(leaf: TreeHash, root: TreeHash) throws(MerkleError) {
        guard try computedRoot(leaf: leaf) == root else {
            throw MerkleError(.rootMismatch, "inclusion proof leads to another root")
        }
    }

    /// The root the proof leads to from a leaf; whether to trust it is the caller's question.
    ///
    /// - Throws: ``MerkleError`` when the proof's length does not fit the tree.
    public func computedRoot(leaf: TreeHash) throws(MerkleError) -> TreeHash {
        try Self.check(index: index, size: size)
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in path {
            guard last != 0 else { throw Self.wrongLength }
            if node & 1 == 1 || node == last {
                hash = .node(sibling, hash)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = .node(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0 else { throw Self.wrongLength }
        return hash
    }

    private static let wrongLength = MerkleError(
        .wrongLength,
        "inclusion proof has the wrong number of hashes"
    )

    private static func check(index: Int, size: Int) throws(MerkleError) {
        guard index >= 0, index < size else {
            throw MerkleError(.indexOutOfRange, "no leaf `\(index)` in a tree of size `\(size)`")
        }
    }

    /// PATH(m, D[n]) of RFC 9162, section 2.1.3.1, as ranges, the leaf's sibling first.
    private static func siblings(index: Int, size: Int) -> [LeafRange] {
        var siblings: [LeafRange] = []
        var range = LeafRange(start: 0, end: size)
        while range.count > 1 {
            let middle = range.middle
            if index < middle {
                siblings.append(LeafRange(start: middle, end: range.end))
                range.end = middle
            } else {
                siblings.append(LeafRange(start: range.start, end: middle))
                range.start = middle
            }
        }
        return siblings.reversed()
    }
}
