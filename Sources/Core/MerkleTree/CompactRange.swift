/// The right edge of a growing tree: all that is needed to append leaves and compute the root.
///
/// It holds one hash for each bit set in the size, so a tree of a billion leaves needs at most 30.
public struct CompactRange: Sendable, Hashable {
    /// The number of leaves.
    public private(set) var size: Int

    /// The roots of the perfect subtrees that make up the tree, largest first.
    public private(set) var hashes: [TreeHash]

    /// Makes the empty tree.
    public init() {
        size = 0
        hashes = []
    }

    /// Makes the right edge of a tree from its parts.
    ///
    /// - Throws: ``MerkleError`` when the size is negative or needs another number of hashes.
    public init(size: Int, hashes: [TreeHash]) throws(MerkleError) {
        guard size >= 0 else {
            throw MerkleError(.sizeOutOfRange, "tree size `\(size)` is negative")
        }
        guard hashes.count == size.nonzeroBitCount else {
            throw MerkleError(
                .wrongLength,
                "\(hashes.count) hashes, a tree of size \(size) needs \(size.nonzeroBitCount)"
            )
        }
        self.size = size
        self.hashes = hashes
    }

    /// Makes the right edge of a tree of which the nodes are known.
    ///
    /// - Throws: ``MerkleError`` when the size is negative or a node is missing.
    public init(size: Int, lookup: NodeLookup) throws(MerkleError) {
        var hashes: [TreeHash] = []
        for node in Self.addresses(ofSize: size) {
            guard let hash = lookup(node) else {
                throw MerkleError(
                    .missingNode,
                    "no hash at level \(node.level), index \(node.index)"
                )
            }
            hashes.append(hash)
        }
        try self.init(size: size, hashes: hashes)
    }

    /// The addresses of the hashes a tree of some size has at its right edge, largest first.
    public static func addresses(ofSize size: Int) -> [NodeAddress] {
        LeafRange(start: 0, end: size).perfectNodes
    }

    /// The Merkle tree hash over all leaves (RFC 9162, section 2.1.1).
    public var root: TreeHash { TreeHash.folded(hashes) }

    /// Adds a leaf; amortised over many leaves this takes one node hash each.
    public mutating func append(_ leaf: TreeHash) {
        append(leaf) { _, _ in }
    }

    /// Adds a leaf and tells of each perfect subtree it completes, the leaf itself first.
    public mutating func append(
        _ leaf: TreeHash,
        completing: (NodeAddress, TreeHash) -> Void
    ) {
        var address = NodeAddress(level: 0, index: size)
        var hash = leaf
        completing(address, hash)
        while address.index & 1 == 1, let left = hashes.popLast() {
            hash = .node(left, hash)
            address = NodeAddress(level: address.level + 1, index: address.index >> 1)
            completing(address, hash)
        }
        hashes.append(hash)
        size += 1
    }
}
