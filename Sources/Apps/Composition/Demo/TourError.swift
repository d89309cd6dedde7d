/// A step of the demo's walk that did not happen as it should.
public struct TourError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was expected, and what happened.
    public let description: String

    init(expected: String, got: String) {
        description = "expected \(expected), and got \(got)"
    }
}
