/// Why a Cedar tool cannot use its input, for a person.
public struct CedarToolError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line: lower case, no full stop.
    public let description: String

    /// Makes an error of its text.
    public init(_ description: String) {
        self.description = description
    }
}
