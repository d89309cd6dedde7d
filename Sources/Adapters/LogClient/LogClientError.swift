/// Why somebody else's log cannot be read, or cannot be believed.
public struct LogClientError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds of errors.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The log does not answer.
        case unreachable
        /// The log answers with something else than it should.
        case unusable
        /// An answer is larger than it may be.
        case tooLarge = "too_large"
        /// The checkpoint is not signed by the key that is trusted.
        case badCheckpoint = "bad_checkpoint"
        /// The log has fewer entries than it had.
        case shrunk
        /// The log shows two different trees of one size, or a tree that does not extend the last.
        case forked
        /// A part of the log does not carry the checkpoint.
        case mismatch
    }

    /// The kind of error.
    public let code: Code
    /// What is wrong.
    public let reason: String

    /// The reason.
    public var description: String { reason }

    /// Makes an error.
    public init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason.inOneLine
    }

    /// Whether the log contradicts itself, rather than being away or broken.
    public var isEvidence: Bool {
        switch code {
        case .shrunk, .forked, .mismatch: true
        case .unreachable, .unusable, .tooLarge, .badCheckpoint: false
        }
    }
}
