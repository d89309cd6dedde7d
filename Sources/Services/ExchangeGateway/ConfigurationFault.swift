/// Why a gateway's settings are not acceptable.
public struct ConfigurationFault: Error, Sendable, Equatable {
    /// A stable code.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// There is nothing to listen on.
        case noEdge = "no_edge"
        /// Plaintext would leave the machine.
        case plaintextOffHost = "plaintext_off_host"
        /// No certificate or no trusted root.
        case noCredentials = "no_credentials"
        /// A service of a member that this institution is not.
        case foreignService = "foreign_service"
        /// A base path that cannot stand before a canonical path.
        case badBasePath = "bad_base_path"
        /// The gateway was started before.
        case alreadyStarted = "already_started"
    }

    /// The stable code.
    public let code: Code
    /// One sentence for a person, lower case.
    public let reason: String

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
