/// Whether one thing that a service needs is there.
public struct ReadinessCheck: Sendable, Hashable {
    /// What is needed, such as `database`.
    public let name: String
    /// Whether it is there.
    public let isReady: Bool

    /// Makes a check's result.
    ///
    /// - Parameters:
    ///   - name: what is needed.
    ///   - isReady: whether it is there.
    public init(name: String, isReady: Bool) {
        self.name = name
        self.isReady = isReady
    }
}
