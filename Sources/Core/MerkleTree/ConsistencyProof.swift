/// A proof that one tree is the beginning of another (RFC 9162, section 2.1.4).
public struct ConsistencyProof: Sendable, Hashable {
    /// The number of leaves of the older tree.
    public var oldSize: Int
    /// The number of leaves of the newer tree.
    public var newSize: Int
    /// The hashes, lowest first; empty where both sizes are equal or the older is 0.
    public var path: [TreeHash]

    /// Makes a proof of its parts; nothing is checked before ``verify(oldRoot:newRoot:)``.
    public init(oldSize: Int, newSize: Int, path: [TreeHash]) {
        self.oldSize = oldSize
        self.newSize = newSize
        self.path = path
    }

    /// Makes the proof between two sizes from the hashes of perfect subtrees.
    ///
    /// - Parameters:
    ///   - oldSize: 0 up to `newSize`.
    ///   - newSize: the number of leaves of the newer tree.
    ///   - lookup: gives the hashes; it is asked for ``requiredNodes(oldSize:newSize:)`` only.
    /// - Throws: ``MerkleError`` when the sizes are out of order or a hash is missing.
    public init(oldSize: Int, newSize: Int, lookup: NodeLookup) throws(MerkleError) {
        try Self.check(oldSize, newSize)
        var path: [TreeHash] = []
        for range in Self.ranges(oldSize, newSize) { path.append(try range.hash(lookup)) }
        self.init(oldSize: oldSize, newSize: newSize, path: path)
    }

    /// The hashes needed to make the proof; none when the sizes are out of order.
    public static func requiredNodes(oldSize: Int, newSize: Int) -> [NodeAddress] {
        guard oldSize >= 0, oldSize <= newSize else { return [] }
        return ranges(oldSize, newSize).flatMap(\.perfectNodes)
    }

    /// Checks the proof (RFC 9162, section 2.1.4.2).
    ///
    /// Every tree grows out of the empty one: from size 0 the proof must be empty and the old root
    /// the empty root. Between equal sizes it must be empty and the roots equal.
    ///
    /// - Throws: ``MerkleError`` when the newer tree is not shown to begin with the older.
    public func verify(oldRoot: TreeHash, newRoot: TreeHash) throws(MerkleError) {
        try Self.check(oldSize, newSize)
        if oldSize == 0 || oldSize == newSize {
            guard path.isEmpty else { throw Self.wrongLength }
            guard oldRoot == (oldSize == 0 ? .empty : newRoot),
                newSize > 0 || newRoot == .empty
            else { throw Self.mismatch }
            return
        }
        var hashes = path[...]
        // A perfect older tree is a node of the newer one, so its root is not repeated.
        let isPerfect = oldSize & (oldSize - 1) == 0
        guard let first = isPerfect ? oldRoot : hashes.popFirst() else { throw Self.wrongLength }
        let (old, new) = try roots(from: first, along: hashes)
        guard old == oldRoot, new == newRoot else { throw Self.mismatch }
    }

    private func roots(
        from first: TreeHash,
        along hashes: ArraySlice<TreeHash>
    ) throws(MerkleError) -> (old: TreeHash, new: TreeHash) {
        var node = oldSize - 1
        var last = newSize - 1
        while node & 1 == 1 {
            node >>= 1
            last >>= 1
        }
        var old = first
        var new = first
        for hash in hashes {
            guard last != 0 else { throw Self.wrongLength }
            if node & 1 == 1 || node == last {
                old = .node(hash, old)
                new = .node(hash, new)
                while node & 1 == 0, node != 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                new = .node(new, hash)
            }
            node >>= 1
            last >>= 1
        }
        guard last == 0 else { throw Self.wrongLength }
        return (old, new)
    }

    private static let wrongLength = MerkleError(
        .wrongLength,
        "consistency proof has the wrong number of hashes"
    )

    private static let mismatch = MerkleError(
        .rootMismatch,
        "consistency proof leads to other roots"
    )

    private static func check(_ oldSize: Int, _ newSize: Int) throws(MerkleError) {
        guard oldSize >= 0, oldSize <= newSize else {
            throw MerkleError(
                .sizeOutOfRange,
                "no consistency proof from size `\(oldSize)` to size `\(newSize)`"
            )
        }
    }

    /// PROOF(m, D[n]) of RFC 9162, section 2.1.4.1, as ranges, the lowest first.
    private static func ranges(_ oldSize: Int, _ newSize: Int) -> [LeafRange] {
        guard oldSize > 0 else { return [] }
        var ranges: [LeafRange] = []
        var range = LeafRange(start: 0, end: newSize)
        while oldSize != range.end {
            let middle = range.middle
            if oldSize <= middle {
                ranges.append(LeafRange(start: middle, end: range.end))
                range.end = middle
            } else {
                ranges.append(LeafRange(start: range.start, end: middle))
                range.start = middle
            }
        }
        // What is left is the older tree itself unless the recursion has gone right.
        if range.start > 0 { ranges.append(range) }
        return ranges.reversed()
    }
}
