/// A piece of text compared by its UTF-8 bytes.
///
/// Cedar compares strings by code point and never normalises them, so `"é"` and `"e\u{301}"`
/// differ. Swift's own `String` comparison calls them equal; this wrapper does not.
public struct CedarText: Sendable, Hashable, Comparable, ExpressibleByStringLiteral,
    CustomStringConvertible
{
    /// The text as an ordinary Swift string.
    public let string: String

    /// Wraps a string without changing it.
    public init(_ string: String) {
        self.string = string
    }

    /// Wraps a literal.
    public init(stringLiteral value: String) {
        self.string = value
    }

    /// The text itself.
    public var description: String { string }

    /// Equality of the UTF-8 bytes.
    public static func == (left: CedarText, right: CedarText) -> Bool {
        let count = left.string.utf8.count
        guard count == right.string.utf8.count else { return false }
        let fast = left.string.utf8.withContiguousStorageIfAvailable { mine in
            right.string.utf8.withContiguousStorageIfAvailable { theirs in
                var index = 0
                while index < count {
                    if mine[index] != theirs[index] { return false }
                    index += 1
                }
                return true
            }
        }
        return (fast ?? nil) ?? left.string.utf8.elementsEqual(right.string.utf8)
    }

    /// Order of the UTF-8 bytes, which is the order of code points.
    public static func < (left: CedarText, right: CedarText) -> Bool {
        left.compare(right) < 0
    }

    /// Hashes the UTF-8 bytes.
    public func hash(into hasher: inout Hasher) {
        let done: Void? = string.utf8.withContiguousStorageIfAvailable { bytes in
            hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        if done == nil {
            for byte in string.utf8 { hasher.combine(byte) }
        }
        hasher.combine(0xFF as UInt8)
    }

    /// A negative number, zero or a positive number as this text sorts before, with or after the other.
    func compare(_ other: CedarText) -> Int {
        let fast = string.utf8.withContiguousStorageIfAvailable { mine in
            other.string.utf8.withContiguousStorageIfAvailable { theirs in
                let shared = min(mine.count, theirs.count)
                var index = 0
                while index < shared {
                    if mine[index] != theirs[index] {
                        return Int(mine[index]) - Int(theirs[index])
                    }
                    index += 1
                }
                return mine.count - theirs.count
            }
        }
        if let fast, let result = fast { return result }
        if string.utf8.elementsEqual(other.string.utf8) { return 0 }
        return string.utf8.lexicographicallyPrecedes(other.string.utf8) ? -1 : 1
    }
}
