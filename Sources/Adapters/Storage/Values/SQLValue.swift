#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

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

extension SQLValue {
    /// The most bytes in one text or blob: 256 MiB.
    public static let maximumBytes = 256 * 1024 * 1024

    /// Refuses what one of the engines could not hold.
    func checkIsStorable() throws(DatabaseError) {
        let count: Int
        switch self {
        case .null, .integer: return
        case .text(let text):
            guard !text.holdsNUL else {
                throw DatabaseError(.invalidValue, "text holds a NUL character")
            }
            count = text.utf8.count
        case .blob(let bytes): count = bytes.count
        }
        guard count <= Self.maximumBytes else {
            throw DatabaseError(
                .invalidValue,
                "a value has more than \(Self.maximumBytes) bytes"
            )
        }
    }
}

extension String {
    /// Whether a byte of the text is 0; `memchr` looks at many at a time.
    fileprivate var holdsNUL: Bool {
        utf8.withContiguousStorageIfAvailable { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        } ?? utf8.contains(0)
    }
}
