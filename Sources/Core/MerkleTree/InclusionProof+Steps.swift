extension InclusionProof {
    /// One step on the way from a leaf to the root.
    public struct Step: Sendable, Hashable {
        /// The hash that the proof gives.
        public let sibling: TreeHash
        /// Whether it stands left of what has been computed so far.
        public let isLeft: Bool
        /// The hash of both together.
        public let result: TreeHash
    }

    /// The steps from a leaf to the root, for showing and for working out by hand.
    ///
    /// - Parameter leaf: the hash of the leaf.
    /// - Returns: a step for each hash of the proof; the last one's result is the root.
    /// - Throws: ``MerkleError`` when the proof's length does not fit the tree.
    public func steps(from leaf: TreeHash) throws(MerkleError) -> [Step] {
        let root = try computedRoot(leaf: leaf)
        var steps: [Step] = []
        var node = index
        var last = size - 1
        var hash = leaf
        for sibling in path {
            let isLeft = node & 1 == 1 || node == last
            hash = isLeft ? .node(sibling, hash) : .node(hash, sibling)
            if isLeft {
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            }
            node >>= 1
            last >>= 1
            steps.append(Step(sibling: sibling, isLeft: isLeft, result: hash))
        }
        // INVARIANT: the same walk, so the same root.
        assert(hash == root)
        return steps
    }
}
