/// Why a server, gateway or founding cannot go on, with what to do about it.
public struct CompositionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in a sentence.
    public let reason: String
    /// What to do.
    public let help: String?

    /// Makes an error.
    public init(_ reason: String, help: String? = nil) {
        self.reason = reason
        self.help = help
    }

    /// The reason, and the help on a line of its own.
    public var description: String { help.map { "\(reason)\nhelp: \($0)" } ?? reason }
}
