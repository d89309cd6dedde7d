/// Why the log cannot be opened or appended to.
public struct LogServiceError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of errors.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The stored entries are fewer than, or other than, those of the last signed checkpoint.
        case inconsistent
        /// The stored checkpoint was signed by another key.
        case wrongKey = "wrong_key"
        /// The entries are stored, but the checkpoint over them could not be shown to others.
        case unpublished
        /// The stored data cannot be read.
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
