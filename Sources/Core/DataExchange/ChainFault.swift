/// What is wrong with a chain of call records.
public struct ChainFault: Error, Sendable, Hashable {
    /// A stable code.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The line is not a record.
        case notARecord = "not_a_record"
        /// The line says the same in other bytes than canonical JSON.
        case notCanonical = "not_canonical"
        /// A record is missing, repeated or out of order.
        case wrongSequence = "wrong_sequence"
        /// The line before was changed, or this one belongs elsewhere.
        case brokenLink = "broken_link"
        /// The last line has no newline.
        case tornLine = "torn_line"
        /// The chain ends elsewhere than expected.
        case wrongEnd = "wrong_end"
        /// What stands beside the line, to find it by, is not what the line says.
        case wrongIndex = "wrong_index"
        /// The record cannot be written.
        case unwritable
    }

    /// The stable code.
    public let code: Code

    /// The position of the record concerned, counted from 0; -1 if unknown.
    public let position: Int64

    /// One sentence for a person, lower case.
    public let reason: String

    /// Creates a fault.
    public init(_ code: Code, at position: Int64, _ reason: String) {
        self.code = code
        self.position = position
        self.reason = reason
    }
}
