/// Why a call log cannot be opened or written.
public struct CallLogFault: Error, Sendable, Equatable {
    /// A stable code.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be opened or read.
        case cannotOpen = "cannot_open"
        /// Another process writes the log.
        case locked
        /// The end of the file is not the end of a chain.
        case damaged
        /// The records could not be written; the log is as it was before.
        case cannotWrite = "cannot_write"
        /// An earlier failure left the file in doubt; nothing more is written until it is reopened.
        case inDoubt = "in_doubt"
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
