/// Why a charter cannot be read: one item or file that is not well formed.
public struct CharterProblem: Error, Hashable, Sendable {
    /// The stable code, for machines.
    public let code: Code
    /// Where the problem is; `nil` when it is the folder as a whole.
    public let position: SourcePosition?
    /// The problem in a sentence, in lower case.
    public let reason: String
    /// How to mend it.
    public let help: String?
    /// The line of the file at the position.
    public let sourceLine: String?

    /// The kinds of problems.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// More bytes, files or items than the limits allow.
        case tooLarge = "too_large"
        /// Mappings and lists too deep within each other.
        case tooDeep = "too_deep"
        /// Bytes that are not UTF-8.
        case invalidUTF8 = "invalid_utf8"
        /// A tab, a control character or one that hides or reverses text.
        case forbiddenCharacter = "forbidden_character"
        /// Text that is not YAML.
        case syntax
        /// A part of YAML that charters do not use: anchors, aliases, tags, merge keys, directives.
        case unsupported
        /// A second document in one file.
        case severalDocuments = "several_documents"
        /// A plain scalar that YAML readers take for different things, such as `no` or `1.10`.
        case ambiguousScalar = "ambiguous_scalar"
        /// A key without a value, or a null.
        case noValue = "no_value"
        /// A key given twice in one mapping.
        case duplicateKey = "duplicate_key"
        /// A key that means nothing there.
        case unknownKey = "unknown_key"
        /// A member that must be given and is not.
        case missingKey = "missing_key"
        /// A value of the wrong kind.
        case wrongType = "wrong_type"
        /// A value that its member refuses.
        case invalidValue = "invalid_value"
        /// A second item of the same kind with the same identifier.
        case duplicateItem = "duplicate_item"
        /// No file holds the head of the charter.
        case missingHead = "missing_head"
        /// Two files hold a head.
        case duplicateHead = "duplicate_head"
        /// The Cedar file of a rule is not there or not within the folder.
        case missingFile = "missing_file"
    }

    /// Makes a problem.
    public init(
        _ code: Code,
        at position: SourcePosition?,
        _ reason: String,
        help: String? = nil,
        sourceLine: String? = nil
    ) {
        self.code = code
        self.position = position
        self.reason = reason
        self.help = help
        self.sourceLine = sourceLine
    }
}

/// All the problems found in a charter, in the order of files and lines.
public struct CharterProblems: Error, Hashable, Sendable {
    /// The problems, at least one.
    public let problems: [CharterProblem]

    /// Sorts the problems by their place; those without one come last.
    public init(_ problems: [CharterProblem]) {
        self.problems = problems.sorted { left, right in
            switch (left.position, right.position) {
            case (let left?, let right?): left < right
            case (.some, nil): true
            default: false
            }
        }
    }
}
