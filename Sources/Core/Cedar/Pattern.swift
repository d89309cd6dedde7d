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

    /// Makes a pattern from its parts.
    public init(_ elements: [Element]) {
        self.elements = elements
    }

    /// Whether the whole text fits, in time proportional to text times pattern at worst and
    /// without recursion.
    public func matches(_ text: CedarText) -> Bool {
        let scalars = text.string.unicodeScalars
        var position = scalars.startIndex
        var index = 0
        var retry: (index: Int, position: String.UnicodeScalarView.Index)?
        while position < scalars.endIndex {
            if index < elements.count {
                if case .wildcard = elements[index] {
                    retry = (index + 1, position)
                    index += 1
                    continue
                }
                if case .scalar(let scalar) = elements[index], scalar == scalars[position] {
                    index += 1
                    position = scalars.index(after: position)
                    continue
                }
            }
            guard let last = retry else { return false }
            index = last.index
            position = scalars.index(after: last.position)
            retry = (index, position)
        }
        return elements[index...].allSatisfy { $0 == .wildcard }
    }
}
