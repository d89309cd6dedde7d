/// Bounds on Cedar input; what exceeds them is refused with an error.
public struct CedarLimits: Sendable, Hashable {
    /// The largest text, in bytes.
    public var maximumBytes: Int
    /// The deepest nesting of expressions, types and values, at most 500.
    ///
    /// The default stays within a stack of 512 KiB in a release build and of 4 MB in a debug build;
    /// each level more takes up to 4 KB and 24 KB.
    public var maximumDepth: Int
    /// The most policies in one set.
    public var maximumPolicies: Int
    /// The most expression nodes in one policy.
    public var maximumNodes: Int
    /// The most entities in one store.
    public var maximumEntities: Int

    /// Makes limits; each has a default that suits a public service.
    public init(
        maximumBytes: Int = 4 << 20,
        maximumDepth: Int = 128,
        maximumPolicies: Int = 100_000,
        maximumNodes: Int = 1_000_000,
        maximumEntities: Int = 1_000_000
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = min(maximumDepth, 500)
        self.maximumPolicies = maximumPolicies
        self.maximumNodes = maximumNodes
        self.maximumEntities = maximumEntities
    }

    /// The usual limits.
    public static let `default` = CedarLimits()
}
