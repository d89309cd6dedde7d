/// Why a witness does not start.
public struct WitnessServiceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of errors.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The key is not one that cosigns.
        case wrongKey = "wrong_key"
        /// What is recorded was not cosigned by the key, or does not fit together.
        case unreadable
    }

    /// The kind of error.
    public let code: Code
    /// What is wrong, and what to do.
    public let reason: String

    /// The reason.
    public var description: String { reason }

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }
}
