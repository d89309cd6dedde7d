/// Why a text was refused as JSON, or a value as canonical JSON.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of refusal; the raw values are stable.
    public enum Code: String, Sendable, CaseIterable {
        /// More bytes than the options allow.
        case tooLarge = "too_large"
        /// Arrays and objects nested deeper than the options allow.
        case tooDeep = "too_deep"
        /// More values than the options allow.
        case tooManyValues = "too_many_values"
        /// The text ends inside a value.
        case unexpectedEnd = "unexpected_end"
        /// A byte that cannot stand where it stands.
        case unexpectedCharacter = "unexpected_character"
        /// More text after the value.
        case trailingText = "trailing_text"
        /// A key given twice in one object.
        case duplicateKey = "duplicate_key"
        /// Bytes in a string that are not UTF-8.
        case invalidUTF8 = "invalid_utf8"
        /// An escape sequence RFC 8259 does not know.
        case invalidEscape = "invalid_escape"
        /// Half of a surrogate pair.
        case loneSurrogate = "lone_surrogate"
        /// A control character in a string that is not escaped.
        case controlCharacter = "control_character"
        /// A number RFC 8259 does not allow, such as `01` or `1.`.
        case invalidNumber = "invalid_number"
        /// An integer that does not fit.
        case numberOutOfRange = "number_out_of_range"
        /// A number with a fraction or exponent where decimals are not allowed.
        case decimalNotAllowed = "decimal_not_allowed"
        /// A `null` where nulls are not allowed.
        case nullNotAllowed = "null_not_allowed"
    }

    /// The kind of refusal.
    public var code: Code
    /// The reason for people, in lower case.
    public var reason: String
    /// The byte the refusal is about, from 0; 0 when a value (not a text) was refused.
    public var offset: Int
    /// The line of that byte, from 1; 0 when a value was refused.
    public var line: Int
    /// The Unicode scalar within that line, from 1; 0 when a value was refused.
    public var column: Int

    /// Makes a refusal.
    public init(code: Code, reason: String, offset: Int = 0, line: Int = 0, column: Int = 0) {
        self.code = code
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// The reason, with the place in the text where there is one.
    public var description: String {
        line == 0 ? reason : "\(reason) at line \(line), column \(column)"
    }
}
