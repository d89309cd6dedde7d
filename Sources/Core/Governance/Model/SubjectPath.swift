/// A path of what is governed, such as `identity/credentials`.
///
/// A mandate on a path covers what lies under it. 1 to 8 segments, each an identifier.
public struct SubjectPath: Hashable, Comparable, Sendable {
    /// The path as text, segments joined by `/`.
    public let text: String

    /// Reads a path; `nil` when a segment is not well formed or there are more than 8.
    public init?(_ text: String) {
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...8).contains(segments.count),
            segments.allSatisfy({ IdentifierRule.accepts(String($0)) })
        else { return nil }
        self.text = text
    }

    private init(trusted text: String) { self.text = text }

    /// How many segments the path has; the longer of two paths that cover a subject is the more
    /// specific one.
    public var depth: Int { text.utf8.reduce(1) { $1 == 0x2F ? $0 + 1 : $0 } }

    /// The path without its last segment; `nil` for a path of one segment.
    public var parent: SubjectPath? {
        guard let slash = text.lastIndex(of: "/") else { return nil }
        return SubjectPath(trusted: String(text[..<slash]))
    }

    /// The path itself, then its parent, up to the first segment.
    public var selfAndAncestors: [SubjectPath] {
        var paths = [self]
        while let next = paths.last?.parent { paths.append(next) }
        return paths
    }

    /// Whether `other` is this path or lies under it.
    public func covers(_ other: SubjectPath) -> Bool {
        let mine = text.utf8
        let theirs = other.text.utf8
        guard theirs.starts(with: mine) else { return false }
        return theirs.count == mine.count
            || theirs[theirs.index(theirs.startIndex, offsetBy: mine.count)] == 0x2F
    }

    /// Whether one of the two paths covers the other.
    public func overlaps(_ other: SubjectPath) -> Bool { covers(other) || other.covers(self) }

    /// The order of the two.
    public static func < (left: SubjectPath, right: SubjectPath) -> Bool { left.text < right.text }
}

extension SubjectPath: CustomStringConvertible, Codable {
    /// The value as text.
    public var description: String { text }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let path = SubjectPath(text) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "`\(text.prefix(80))` is not a subject such as "
                    + "`identity/credentials`: 1 to 8 segments joined by `/`, each "
                    + IdentifierRule.sentence
            )
        }
        self = path
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
