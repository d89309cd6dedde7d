/// What is wrong with a Cedar text, document or policy set.
///
/// A program decides by the code; the reason and the hint are for people.
public struct CedarError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A stable name for a kind of error.
    public struct Code: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
        /// The stable text of the code.
        public let rawValue: String

        /// Makes a code from its text.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// The stable text of the code.
        public var description: String { rawValue }

        /// The bytes are not valid UTF-8.
        public static let invalidUTF8 = Code(rawValue: "invalid_utf8")
        /// The text does not follow the grammar.
        public static let syntax = Code(rawValue: "syntax")
        /// A string or character escape is not allowed.
        public static let invalidEscape = Code(rawValue: "invalid_escape")
        /// An integer does not fit 64 bits.
        public static let integerRange = Code(rawValue: "integer_range")
        /// A reserved word stands where a name is expected.
        public static let reservedWord = Code(rawValue: "reserved_word")
        /// A variable, function or method is not known.
        public static let unknownName = Code(rawValue: "unknown_name")
        /// A method has the wrong number of arguments.
        public static let arity = Code(rawValue: "arity")
        /// A key, identifier or declaration occurs twice.
        public static let duplicate = Code(rawValue: "duplicate")
        /// A template slot stands where none is allowed, or a link does not fit its template.
        public static let slot = Code(rawValue: "slot")
        /// The input nests deeper than the limit.
        public static let nesting = Code(rawValue: "nesting_limit")
        /// The input is larger than the limit.
        public static let size = Code(rawValue: "size_limit")
        /// There are more items than the limit.
        public static let count = Code(rawValue: "count_limit")
        /// A JSON document is malformed.
        public static let json = Code(rawValue: "json")
        /// An entity document does not have the expected form.
        public static let entityFormat = Code(rawValue: "entity_format")
        /// The parents of an entity form a cycle.
        public static let cycle = Code(rawValue: "cycle")
        /// The argument of an extension constructor is not valid.
        public static let extensionArgument = Code(rawValue: "extension_argument")
        /// A schema names a type or an action that it does not declare.
        public static let undeclared = Code(rawValue: "undeclared")
        /// A schema declaration is not allowed.
        public static let schema = Code(rawValue: "schema")
        /// An entity or a request does not fit the schema.
        public static let schemaMismatch = Code(rawValue: "schema_mismatch")
        /// A text or schema cannot be written in another form without losing something.
        public static let unwritable = Code(rawValue: "unwritable")
    }

    /// The stable kind.
    public let code: Code
    /// One line for a person: lower case, no full stop.
    public let reason: String
    /// Where in the text, when the error comes from a text.
    public let position: SourcePosition?
    /// One line of help, or nil.
    public let hint: String?

    /// Makes an error.
    public init(
        _ code: Code,
        _ reason: String,
        at position: SourcePosition? = nil,
        hint: String? = nil
    ) {
        self.code = code
        self.reason = reason
        self.position = position
        self.hint = hint
    }

    /// The reason with its position and hint.
    public var description: String {
        var text = reason
        if let position { text = "\(position.line):\(position.column): \(text)" }
        if let hint { text += " (\(hint))" }
        return text
    }
}
