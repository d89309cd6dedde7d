/// A value that goes into a statement or comes out of a row.
///
/// There is no floating point: amounts and times are integers.
public enum SQLValue: Sendable, Hashable {
    /// No value.
    case null
    /// A signed integer of 64 bits.
    case integer(Int64)
    /// Unicode text.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral
{
    /// Makes an integer from a literal.
    public init(integerLiteral value: Int64) { self = .integer(value) }

    /// Makes text from a literal.
    public init(stringLiteral value: String) { self = .text(value) }

    /// Makes the absent value from `nil`.
    public init(nilLiteral: ()) { self = .null }
}

extension SQLValue {
    /// Text, or null where there is none.
    public static func optional(_ text: String?) -> Self { text.map(Self.text) ?? .null }

    /// An integer, or null where there is none.
    public static func optional(_ integer: Int64?) -> Self { integer.map(Self.integer) ?? .null }

    /// Bytes, or null where there are none.
    public static func optional(_ blob: [UInt8]?) -> Self { blob.map(Self.blob) ?? .null }

    /// The name of the value's type, for messages.
    var typeName: String {
        switch self {
        case .null: "null"
        case .integer: "integer"
        case .text: "text"
        case .blob: "blob"
        }
    }
}
