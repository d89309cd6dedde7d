/// A run of leaves that the recursion of RFC 9162, section 2.1 meets as one subtree.
///
/// INVARIANT: `start` is a multiple of the smallest power of two that is not below the length.
struct LeafRange {
    var start: Int
    var end: Int

    var count: Int { end - start }

    /// Where the recursion splits the range: after the largest power of two below its length.
    ///
    /// The range must hold two leaves or more.
    var middle: Int { start + 1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount) }

    /// The perfect subtrees that make up the range, largest first.
    var perfectNodes: [NodeAddress] {
        var nodes: [NodeAddress] = []
        var start = start
        while start < end {
            let level = Int.bitWidth - 1 - (end - start).leadingZeroBitCount
            nodes.append(NodeAddress(level: level, index: start >> level))
            start += 1 << level
        }
        return nodes
    }

    /// The Merkle tree hash of the leaves in the range.
    func hash(_ lookup: NodeLookup) throws(MerkleError) -> TreeHash {
        var hashes: [TreeHash] = []
        for node in perfectNodes {
            guard let hash = lookup(node) else {
                throw MerkleError(
                    .missingNode,
                    "no hash at level \(node.level), index \(node.index)"
                )
            }
            hashes.append(hash)
        }
        return TreeHash.folded(hashes)
    }
}

extension TreeHash {
    /// Folds the hashes of ever smaller subtrees, from the right, into the root over all of them.
    static func folded(_ hashes: some BidirectionalCollection<TreeHash>) -> TreeHash {
        guard var root = hashes.last else { return .empty }
        for left in hashes.dropLast().reversed() { root = .node(left, root) }
        return root
    }
}
