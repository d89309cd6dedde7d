/// What a policy says: effect, scope, conditions and annotations.
///
/// It is shared by all links of a template.
public final class PolicyBody: Sendable, Hashable {
    /// An entity in the scope, or the slot of the variable.
    public enum Reference: Sendable, Hashable {
        /// A named entity.
        case entity(EntityUID)
        /// `?principal` or `?resource`.
        case slot
    }

    /// What the scope demands of principal or resource.
    public enum Constraint: Sendable, Hashable {
        /// Nothing.
        case any
        /// To be this entity.
        case equal(Reference)
        /// To be this entity or below it.
        case within(Reference)
        /// To be of this type.
        case isType(CedarText)
        /// To be of this type, and this entity or below it.
        case isTypeWithin(CedarText, Reference)
    }

    /// What the scope demands of the action.
    public enum ActionConstraint: Sendable, Hashable {
        /// Nothing.
        case any
        /// To be this action.
        case equal(EntityUID)
        /// To be one of these actions or below one.
        case within([EntityUID])
    }

    /// A `when` or `unless` clause.
    public struct Condition: Sendable, Hashable {
        /// Whether the expression must be true (`when`) or false (`unless`).
        public let isWhen: Bool
        /// The root of the expression.
        public let root: Expression.ID
    }

    /// What the policy does.
    public let effect: Policy.Effect
    /// The annotations in the order of the text.
    public let annotations: [Policy.Annotation]
    /// The demand on the principal.
    public let principal: Constraint
    /// The demand on the action.
    public let action: ActionConstraint
    /// The demand on the resource.
    public let resource: Constraint
    /// The clauses in order.
    public let conditions: [Condition]
    /// The nodes of all clauses.
    public let expression: Expression
    /// Where the policy begins in its text.
    public let position: SourcePosition
    private let source: String?
    /// The bytes of the source before the policy, to find positions of nodes.
    private let sourceStart: Int

    init(
        effect: Policy.Effect,
        annotations: [Policy.Annotation] = [],
        principal: Constraint = .any,
        action: ActionConstraint = .any,
        resource: Constraint = .any,
        conditions: [Condition] = [],
        expression: Expression = Expression(),
        source: String? = nil,
        position: SourcePosition = SourcePosition(line: 1, column: 1, offset: 0)
    ) {
        self.effect = effect
        self.annotations = annotations
        self.principal = principal
        self.action = action
        self.resource = resource
        self.conditions = conditions
        self.expression = expression
        self.source = source
        self.position = position
        self.sourceStart = position.offset
    }

    /// The source text, or the printed form where there is none.
    public var text: String { source ?? CedarPrinter.text(self) }

    /// Whether the scope has the slot `?principal`.
    public var hasPrincipalSlot: Bool { principal.hasSlot }

    /// Whether the scope has the slot `?resource`.
    public var hasResourceSlot: Bool { resource.hasSlot }

    /// Where an expression node stands in the source text.
    public func position(of id: Expression.ID) -> SourcePosition {
        let offset = expression.offset(of: id)
        guard let source, offset >= sourceStart else { return position }
        let local = SourcePosition(offset: offset - sourceStart, in: Array(source.utf8))
        return SourcePosition(
            line: position.line + local.line - 1,
            column: local.line == 1 ? position.column + local.column - 1 : local.column,
            offset: offset
        )
    }

    /// Equality of meaning; positions and source text do not count.
    public static func == (left: PolicyBody, right: PolicyBody) -> Bool {
        left.effect == right.effect && left.annotations == right.annotations
            && left.principal == right.principal && left.action == right.action
            && left.resource == right.resource && left.conditions.count == right.conditions.count
            && zip(left.conditions, right.conditions).allSatisfy { mine, theirs in
                mine.isWhen == theirs.isWhen
                    && left.expression.isEqual(mine.root, right.expression, theirs.root)
            }
    }

    /// Hashes the scope.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(effect)
        hasher.combine(principal)
        hasher.combine(action)
        hasher.combine(resource)
    }
}

extension PolicyBody.Constraint {
    var hasSlot: Bool {
        switch self {
        case .equal(.slot), .within(.slot), .isTypeWithin(_, .slot): true
        default: false
        }
    }

    /// The constraint with its slot replaced; nil while a slot stays open.
    func resolved(slot: EntityUID?) -> PolicyBody.Constraint? {
        guard hasSlot else { return self }
        guard let slot else { return nil }
        return switch self {
        case .equal: .equal(.entity(slot))
        case .within: .within(.entity(slot))
        case .isTypeWithin(let type, _): .isTypeWithin(type, .entity(slot))
        default: self
        }
    }
}
