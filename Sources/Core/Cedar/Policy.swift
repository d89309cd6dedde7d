/// A policy with its identifier: static text, or a template with values for its slots.
public struct Policy: Sendable, Hashable {
    /// What a satisfied policy does.
    public enum Effect: String, Sendable, Hashable {
        /// Allows, unless something forbids.
        case permit
        /// Denies, whatever permits.
        case forbid
    }

    /// An annotation; it means nothing to Cedar itself.
    public struct Annotation: Sendable, Hashable {
        /// The name after `@`.
        public let key: String
        /// The text in parentheses, empty when there is none.
        public let value: CedarText
        /// Whether a text was given at all.
        public let hasValue: Bool
    }

    /// The identifier within its set.
    public internal(set) var id: String
    /// The text with its meaning.
    public let body: PolicyBody
    /// What stands for `?principal`, in a linked policy.
    public internal(set) var principalSlot: EntityUID?
    /// What stands for `?resource`, in a linked policy.
    public internal(set) var resourceSlot: EntityUID?
    /// The identifier of the template, in a linked policy.
    public internal(set) var templateID: String?

    /// Makes a policy of a body; a template remains a template.
    public init(id: String, body: PolicyBody) {
        self.id = id
        self.body = body
    }

    /// Reads one policy or template in Cedar syntax.
    public init(
        parsing text: String,
        id: String,
        limits: CedarLimits = .default
    ) throws(CedarError) {
        var parser = try Parser(Array(text.utf8), mode: .policy, limits: limits)
        let bodies = try parser.parsePolicies()
        guard bodies.count == 1 else {
            throw CedarError(.count, "expected one policy, found \(bodies.count)")
        }
        self.init(id: id, body: bodies[0])
    }

    /// What the policy does when satisfied.
    public var effect: Effect { body.effect }
    /// The annotations in the order of the text.
    public var annotations: [Annotation] { body.annotations }
    /// The source text, or the printed form where there is none.
    public var text: String { body.text }
    /// Whether slots are still open, so that the policy authorises nothing.
    public var isTemplate: Bool {
        (body.hasPrincipalSlot && principalSlot == nil)
            || (body.hasResourceSlot && resourceSlot == nil)
    }

    /// The value of an annotation, or nil.
    public func annotation(_ key: String) -> String? {
        for annotation in annotations where annotation.key == key {
            return annotation.value.string
        }
        return nil
    }

    /// Identifiers are compared by bytes, bodies by meaning and text.
    public static func == (left: Policy, right: Policy) -> Bool {
        CedarText(left.id) == CedarText(right.id) && left.body == right.body
            && left.principalSlot == right.principalSlot && left.resourceSlot == right.resourceSlot
    }

    /// Hashes the identifier.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(CedarText(id))
    }
}
