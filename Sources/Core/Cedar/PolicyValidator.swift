/// Validates one policy in every environment of a schema.
struct PolicyValidator {
    private let policy: Policy
    private let schema: Schema
    private let environments: [Schema.Environment]
    private let mode: Schema.Mode
    private let principal: PolicyBody.Constraint
    private let resource: PolicyBody.Constraint

    init(
        _ policy: Policy,
        _ schema: Schema,
        _ environments: [Schema.Environment],
        _ mode: Schema.Mode
    ) {
        self.policy = policy
        self.schema = schema
        self.environments = environments
        self.mode = mode
        self.principal =
            policy.body.principal.resolved(slot: policy.principalSlot) ?? policy.body.principal
        self.resource =
            policy.body.resource.resolved(slot: policy.resourceSlot) ?? policy.body.resource
    }

    func findings() -> [ValidationFinding] {
        let unknown = unknownReferences()
        if !unknown.isEmpty { return unknown }
        guard environments.contains(where: mayApply) else {
            return [
                finding(
                    .noApplicableAction,
                    "unable to find an applicable action given the policy scope",
                    policy.body.position
                )
            ]
        }
        var found = mixedActions()
        var isPossible = !found.isEmpty
        var typechecker = Typechecker(schema, policy.body.expression, mode)
        for environment in environments {
            do throws(TypeFailure) {
                if try check(environment, &typechecker) { isPossible = true }
            } catch {
                isPossible = true
                let finding = finding(
                    error.code,
                    error.reason,
                    policy.body.position(of: error.node)
                )
                if !found.contains(finding) { found.append(finding) }
            }
        }
        if !isPossible {
            found.append(
                finding(
                    .impossiblePolicy,
                    "policy can never be satisfied",
                    policy.body.position
                )
            )
        }
        return found
    }

    private func finding(
        _ code: ValidationFinding.Code,
        _ reason: String,
        _ position: SourcePosition
    ) -> ValidationFinding {
        ValidationFinding(policyID: policy.id, code: code, reason: reason, position: position)
    }

    // MARK: References

    private func unknownReferences() -> [ValidationFinding] {
        let body = policy.body
        var found = entities(of: principal) + entities(of: resource)
        var types = self.types(of: principal) + self.types(of: resource)
        switch body.action {
        case .any: break
        case .equal(let uid): found.append(uid)
        case .within(let uids): found.append(contentsOf: uids)
        }
        var result: [ValidationFinding] = []
        for uid in found { append(uid, body.position, to: &result) }
        for type in types { append(type, body.position, to: &result) }
        types = []
        for (index, node) in body.expression.nodes.enumerated() {
            switch node {
            case .entity(let uid):
                append(uid, body.position(of: Expression.ID(index)), to: &result)
            case .isType(_, let type, _):
                append(type, body.position(of: Expression.ID(index)), to: &result)
            default: break
            }
        }
        return result
    }

    private func append(
        _ uid: EntityUID,
        _ position: SourcePosition,
        to result: inout [ValidationFinding]
    ) {
        if schema.isValid(uid) { return }
        if uid.isAction {
            result.append(finding(.unknownAction, "unknown action `\(uid)`", position))
        } else if schema.entityTypes[uid.typeName] == nil {
            append(uid.typeName, position, to: &result)
        } else {
            result.append(
                finding(.unknownEntity, "`\(uid)` is not an entity of its type", position)
            )
        }
    }

    private func append(
        _ type: CedarText,
        _ position: SourcePosition,
        to result: inout [ValidationFinding]
    ) {
        if schema.entityTypes[type] != nil || EntityUID(type: type, id: "").isAction { return }
        result.append(finding(.unknownEntityType, "unknown entity type `\(type)`", position))
    }

    private func entities(of constraint: PolicyBody.Constraint) -> [EntityUID] {
        switch constraint {
        case .equal(.entity(let uid)), .within(.entity(let uid)),
            .isTypeWithin(_, .entity(let uid)):
            [uid]
        default: []
        }
    }

    private func types(of constraint: PolicyBody.Constraint) -> [CedarText] {
        switch constraint {
        case .isType(let type), .isTypeWithin(let type, _): [type]
        default: []
        }
    }

    // MARK: Scope

    /// In strict mode the actions of a list have one type, as the members of every set.
    private func mixedActions() -> [ValidationFinding] {
        guard mode == .strict, case .within(let uids) = policy.body.action,
            let other = uids.first(where: { $0.typeName != uids[0].typeName })
        else { return [] }
        return [
            finding(
                .incompatibleTypes,
                "the types \(uids[0].type) and \(other.type) are not compatible",
                policy.body.position
            )
        ]
    }

    private func mayApply(_ environment: Schema.Environment) -> Bool {
        mayMatch(environment.action.uid)
            && mayMatch(environment.principal, principal)
            && mayMatch(environment.resource, resource)
    }

    /// Whether an entity of a type may satisfy a demand; certain if the answer is no.
    private func mayMatch(_ type: CedarText, _ constraint: PolicyBody.Constraint) -> Bool {
        switch constraint {
        case .any, .equal(.slot), .within(.slot): true
        case .equal(.entity(let uid)): uid.typeName == type
        case .within(.entity(let uid)): schema.isDescendant(type, of: uid.typeName)
        case .isType(let name), .isTypeWithin(let name, .slot): name == type
        case .isTypeWithin(let name, .entity(let uid)):
            name == type && schema.isDescendant(type, of: uid.typeName)
        }
    }

    private func mayMatch(_ action: EntityUID) -> Bool {
        switch policy.body.action {
        case .any: true
        case .equal(let uid): uid == action
        case .within(let uids): uids.contains { schema.isDescendant(action, of: $0) }
        }
    }

    // MARK: Conditions

    /// Types the whole condition; false when it can never be true in this environment.
    private func check(
        _ environment: Schema.Environment,
        _ typechecker: inout Typechecker
    ) throws(TypeFailure) -> Bool {
        guard mayApply(environment) else { return false }
        typechecker.environment = environment
        var known = Capabilities()
        for condition in policy.body.conditions {
            let result = try typechecker.type(of: condition.root, known)
            let truth = try typechecker.truth(of: result.type, condition.root)
            if truth == (condition.isWhen ? .alwaysFalse : .alwaysTrue) { return false }
            if condition.isWhen { known.formUnion(result.capabilities) }
        }
        return true
    }
}
