/// A pattern for the paths of a service's endpoints, as X-Road writes them.
///
/// `*` takes every byte up to the next slash and gives none back, so `*x` never matches; `**`
/// stands for any text; `\*` and `\\` stand for the character itself. Matching takes time
/// proportional to the pattern times the path.
public struct PathGlob: Sendable, Hashable {
    private enum Token: Sendable, Hashable {
        case byte(UInt8)
        case run
        case anything
    }

    /// The longest pattern in bytes.
    public static let maximumLength = 1_024

    /// The pattern as written.
    public let pattern: String

    private let tokens: [Token]

    /// Reads a pattern.
    ///
    /// - Throws: ``MalformedMessage`` with `too_long` if it exceeds ``maximumLength``.
    public init(_ pattern: String) throws(MalformedMessage) {
        let bytes = Array(pattern.utf8)
        guard bytes.count <= Self.maximumLength else {
            throw MalformedMessage(.tooLong, "the pattern exceeds \(Self.maximumLength) bytes")
        }
        let star = UInt8(ascii: "*")
        let backslash = UInt8(ascii: "\\")
        var tokens: [Token] = []
        var index = 0
        while index < bytes.count {
            let next = index + 1 < bytes.count ? bytes[index + 1] : nil
            if bytes[index] == backslash, let next, next == star || next == backslash {
                tokens.append(.byte(next))
                index += 2
            } else if bytes[index] == star, next == star {
                tokens.append(.anything)
                index += 2
            } else {
                tokens.append(bytes[index] == star ? .run : .byte(bytes[index]))
                index += 1
            }
        }
        self.pattern = pattern
        self.tokens = tokens
    }

    /// Whether the whole path matches.
    public func matches(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        var reached = [Bool](repeating: false, count: bytes.count + 1)
        reached[0] = true
        for token in tokens {
            var next = [Bool](repeating: false, count: bytes.count + 1)
            switch token {
            case .byte(let byte):
                for index in bytes.indices where reached[index] && bytes[index] == byte {
                    next[index + 1] = true
                }
            case .run:
                var isReached = false
                for index in 0...bytes.count {
                    isReached = isReached || reached[index]
                    if isReached, index == bytes.count || bytes[index] == UInt8(ascii: "/") {
                        next[index] = true
                        isReached = false
                    }
                }
            case .anything:
                if let first = reached.firstIndex(of: true) {
                    for index in first...bytes.count {
                        next[index] = true
                    }
                }
            }
            reached = next
        }
        return reached[bytes.count]
    }

    /// Two patterns are equal if they are the same text, byte for byte.
    public static func == (left: PathGlob, right: PathGlob) -> Bool {
        left.tokens == right.tokens && left.pattern.utf8.elementsEqual(right.pattern.utf8)
    }

    /// Hashes the pattern's tokens.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(tokens)
    }
}
