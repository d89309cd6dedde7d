/// What the parser accepts and how much of it.
public struct JSONOptions: Sendable, Equatable {
    /// The depth no option can exceed; it keeps recursion within a stack of 512 KiB.
    public static let depthCeiling = 256

    /// Integers only, no `null`; 16 MiB, 64 levels, a million values.
    public static let strict = JSONOptions()

    /// Also `null` and decimals; the same limits.
    ///
    /// Duplicate keys are refused all the same.
    public static let lenient = JSONOptions(allowsNull: true, allowsDecimals: true)

    /// The longest text in bytes.
    public var maximumBytes: Int
    /// How deep arrays and objects may nest, at most ``depthCeiling``.
    public var maximumDepth: Int
    /// How many values, scalars and containers alike, one text may hold.
    public var maximumValues: Int
    /// Whether `null` is accepted.
    public var allowsNull: Bool
    /// Whether numbers with a fraction or exponent, or beyond 64 bits, are kept as text.
    public var allowsDecimals: Bool

    /// Makes options; see the properties for units.
    public init(
        maximumBytes: Int = 16 << 20,
        maximumDepth: Int = 64,
        maximumValues: Int = 1_000_000,
        allowsNull: Bool = false,
        allowsDecimals: Bool = false
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumValues = maximumValues
        self.allowsNull = allowsNull
        self.allowsDecimals = allowsDecimals
    }
}
