/// Why the conditions of a policy could not be evaluated; the policy is then skipped.
public struct EvaluationError: Error, Sendable, Hashable {
    /// The kind of failure.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A value has the wrong type.
        case type
        /// An integer operation leaves 64 bits.
        case overflow
        /// A record or entity lacks the attribute.
        case attributeMissing = "attr_missing"
        /// The entity is not in the store.
        case entityMissing = "entity_missing"
        /// The entity lacks the tag.
        case tagMissing = "tag_missing"
        /// The argument of an extension constructor is malformed, or its result is out of range.
        case extensionArgument = "extension"
        /// An extension function has the wrong number of arguments.
        case arity
    }

    /// The kind of failure.
    public let kind: Kind
    /// One line for a person.
    public let reason: String

    init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }

    static func type(expected: String, _ value: Value) -> EvaluationError {
        EvaluationError(.type, "type error: expected \(expected), got \(value.typeName)")
    }
}
