/// A named value in a problem.
public struct ProblemMember: Sendable, Hashable {
    /// The member's name.
    public let name: String
    /// The member's value.
    public let value: ProblemValue

    /// Makes a member.
    ///
    /// - Parameters:
    ///   - name: its name, such as `rules`.
    ///   - value: its value.
    public init(name: String, value: ProblemValue) {
        self.name = name
        self.value = value
    }
}
