/// Why the records of calls cannot be opened, read or written.
public struct CallLogFault: Error, Sendable, Hashable, CustomStringConvertible {
    /// A stable code.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The file cannot be opened or read.
        case cannotOpen = "cannot_open"
        /// Another process writes the file.
        case locked
        /// What is stored is not a chain, or not the one that it should be.
        case damaged
        /// Another process goes on with the chain; nothing more is written until a new start.
        case takenOver = "taken_over"
        /// The database lacks records that had been stored; nothing more is written until a new
        /// start.
        case recordsLost = "records_lost"
        /// The chain grew at every attempt to add to it; the records are not stored.
        case contended
        /// There is no such chain.
        case unknownChain = "unknown_chain"
    }

    /// The stable code.
    public let code: Code
    /// One sentence for a person, lower case.
    public let reason: String

    init(_ code: Code, _ reason: String) {
        self.code = code
        self.reason = reason
    }

    /// The reason, after the code.
    public var description: String { "\(code.rawValue): \(reason)" }
}
