/// Where the root of a perfect subtree stands: `index` among the subtrees of 2^`level` leaves.
///
/// The node covers the leaves `index << level` up to, not including, `(index + 1) << level`.
public struct NodeAddress: Sendable, Hashable {
    /// The height over the leaves; leaves are at level 0.
    public var level: Int
    /// The position among the nodes of the level, from 0.
    public var index: Int

    /// Makes an address.
    public init(level: Int, index: Int) {
        self.level = level
        self.index = index
    }
}

/// Gives the hash of a perfect subtree that lies fully in the tree, or `nil` where it has none.
public typealias NodeLookup = (NodeAddress) -> TreeHash?
