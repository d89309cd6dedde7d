/// Why a part of a message is not acceptable.
public struct MalformedMessage: Error, Sendable, Equatable {
    /// A stable reason code.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The request target or header is longer than the limit.
        case tooLong = "too_long"
        /// The path does not start with `/r1/`.
        case notAnExchangePath = "not_an_exchange_path"
        /// The protocol version is one digit other than 1.
        case unsupportedVersion = "unsupported_version"
        /// Too few or too many identifier parts.
        case wrongPartCount = "wrong_part_count"
        /// A segment or identifier part is empty.
        case emptySegment = "empty_segment"
        /// A percent sign is not followed by two hexadecimal digits.
        case badEscape = "bad_escape"
        /// What an escape stands for looks like an escape again.
        case doubleEscape = "double_escape"
        /// A segment holds `..`, or is a single full stop.
        case dotSegment = "dot_segment"
        /// An escaped slash, a backslash or a semicolon.
        case separator = "separator"
        /// A control character, raw or escaped.
        case controlCharacter = "control_character"
        /// A character outside the allowed set.
        case forbiddenCharacter = "forbidden_character"
        /// The bytes are not UTF-8.
        case notUTF8 = "not_utf8"
        /// Too many path segments.
        case tooManySegments = "too_many_segments"
        /// A header that must be present is not.
        case missingHeader = "missing_header"
        /// A reserved header occurs more than once.
        case repeatedHeader = "repeated_header"
        /// A header's value does not have the form it must have.
        case badHeader = "bad_header"
    }

    /// The stable reason code.
    public let code: Code

    /// One sentence for a person, lower case.
    public let reason: String

    /// The lower-case name of the header concerned, if it is one.
    public let header: String?

    init(_ code: Code, _ reason: String, header: String? = nil) {
        self.code = code
        self.reason = reason
        self.header = header
    }

    func inHeader(_ name: String) -> MalformedMessage {
        MalformedMessage(code, "header `\(name)`: \(reason)", header: name)
    }
}
