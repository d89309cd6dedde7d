extension Value: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral
{
    /// A boolean.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }

    /// An integer.
    public init(integerLiteral value: Int64) {
        self = .long(value)
    }

    /// A string.
    public init(stringLiteral value: String) {
        self = .string(CedarText(value))
    }

    /// A set; equal members collapse.
    public init(arrayLiteral elements: Value...) {
        self = .set(CedarSet(elements))
    }
}
