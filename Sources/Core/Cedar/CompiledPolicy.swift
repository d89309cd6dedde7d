/// A policy whose scope is numbers and whose conditions are a place in a program.
struct CompiledPolicy: Sendable {
    let effect: Policy.Effect
    let principal: ScopeDemand
    let action: ScopeDemand
    let resource: ScopeDemand
    /// The conjunction of all conditions, or -1 when there are none.
    let root: Int32

    init(_ policy: Policy, _ compiler: inout Compiler) {
        let body = policy.body
        effect = body.effect
        principal = Self.demand(body.principal, policy.principalSlot, &compiler)
        resource = Self.demand(body.resource, policy.resourceSlot, &compiler)
        switch body.action {
        case .any: action = ScopeDemand(.any)
        case .equal(let uid): action = ScopeDemand(.equal, number: compiler.number(uid))
        case .within(let uids) where uids.count == 1:
            action = ScopeDemand(.within, number: compiler.number(uids[0]))
        case .within(let uids): action = compiler.demand(toBeWithinAnyOf: uids)
        }
        root = compiler.compile(body)
    }

    /// Whether the scope allows a request.
    func matches(_ scope: borrowing RequestScope, _ lists: [Int32]) -> Bool {
        action.matches(scope.action, lists) && principal.matches(scope.principal, lists)
            && resource.matches(scope.resource, lists)
    }

    private static func demand(
        _ constraint: PolicyBody.Constraint,
        _ slot: EntityUID?,
        _ compiler: inout Compiler
    ) -> ScopeDemand {
        // INVARIANT: policies of a set have no open slot; one that had would match nothing.
        switch constraint.resolved(slot: slot) {
        case .any: ScopeDemand(.any)
        case .equal(.entity(let uid)): ScopeDemand(.equal, number: compiler.number(uid))
        case .within(.entity(let uid)): ScopeDemand(.within, number: compiler.number(uid))
        case .isType(let type): ScopeDemand(.isType, type: compiler.number(ofType: type))
        case .isTypeWithin(let type, .entity(let uid)):
            ScopeDemand(
                .isTypeWithin,
                number: compiler.number(uid),
                type: compiler.number(ofType: type)
            )
        default: ScopeDemand(.withinAny, number: 0, type: 0)
        }
    }
}
