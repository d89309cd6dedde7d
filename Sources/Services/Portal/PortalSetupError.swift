/// Something is wrong with what the portal was built from; it cannot start.
public struct PortalSetupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public let description: String
}
