/// The pattern of a `like` expression.
public struct Pattern: Sendable, Hashable {
    /// One part of a pattern.
    public enum Element: Sendable, Hashable {
        /// Any run of code points, also an empty one.
        case wildcard
        /// One code point.
        case scalar(Unicode.Scalar)
    }

    /// The parts in order.
    public let elements: [Element]
    /// The parts in UTF-8, with 0xFF for a wildcard, a byte that no text has.
    ///
    /// No code point's bytes occur within those of another, so bytes match where code points do.
    private let bytes: [UInt8]

    /// Makes a pattern from its parts.
    public init(_ elements: [Element]) {
        self.elements = elements
        var bytes: [UInt8] = []
        for element in elements {
            switch element {
            case .wildcard: bytes.append(0xFF)
            case .scalar(let scalar): bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
            }
        }
        self.bytes = bytes
    }

    /// Whether the whole text fits, in time proportional to text times pattern at worst and
    /// without recursion.
    public func matches(_ text: CedarText) -> Bool {
        var copy = text.string
        return copy.withUTF8(matches)
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        var index = 0
        var retry: (index: Int, position: Int)?
        while position < text.count {
            if index < bytes.count {
                if bytes[index] == 0xFF {
                    index += 1
                    retry = (index, position)
                    continue
                }
                if bytes[index] == text[position] {
                    index += 1
                    position += 1
                    continue
                }
            }
            guard let last = retry else { return false }
            index = last.index
            position = last.position + 1
            retry = (index, position)
        }
        return bytes[index...].allSatisfy { $0 == 0xFF }
    }
}
