/// What the validator found in a policy.
public struct ValidationFinding: Sendable, Hashable, CustomStringConvertible {
    /// The kind of finding.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// An entity type is not declared.
        case unknownEntityType = "unknown_entity_type"
        /// An action is not declared.
        case unknownAction = "unknown_action"
        /// An identifier is not one of those its enumerated type lists.
        case unknownEntity = "unknown_entity"
        /// No action of the schema can have the principal, action and resource of the scope.
        case noApplicableAction = "no_applicable_action"
        /// An expression has a type that its place does not allow.
        case unexpectedType = "unexpected_type"
        /// Two expressions that must have one type do not.
        case incompatibleTypes = "incompatible_types"
        /// An attribute is not declared, or may be absent and is not guarded by `has`.
        case attributeNotFound = "attribute_not_found"
        /// A tag may be absent and is not guarded by `hasTag`, or the type has no tags.
        case tagNotFound = "tag_not_found"
        /// The type of an empty set literal is unknown.
        case emptySet = "empty_set"
        /// The argument of a constructor is not a literal that can be read, or the arity is wrong.
        case extensionArgument = "extension_argument"
        /// The policy can never be satisfied. A warning.
        case impossiblePolicy = "impossible_policy"
    }

    /// The policy or template.
    public let policyID: String
    /// The kind of finding.
    public let code: Code
    /// One line for a person.
    public let reason: String
    /// Where in the text of the policy set.
    public let position: SourcePosition

    /// Whether the policy may still be used.
    public var isWarning: Bool { code == .impossiblePolicy }

    /// Place, policy and reason.
    public var description: String { "\(position): policy `\(policyID)`: \(reason)" }
}
