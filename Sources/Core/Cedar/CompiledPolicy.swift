/// A policy whose scope is numbers and whose conditions are a place in a program.
struct CompiledPolicy: Sendable {
    enum Constraint: Sendable {
        case any
        case equal(Int32)
        case within(Int32)
        case withinAny([Int32])
        case isType(CedarText)
        case isTypeWithin(CedarText, Int32)

        func matches(_ member: RequestScope.Member) -> Bool {
            switch self {
            case .any: true
            case .equal(let number): member.number == number
            case .within(let number): member.isWithin(number)
            case .withinAny(let numbers): numbers.contains(where: member.isWithin)
            case .isType(let type): member.type == type
            case .isTypeWithin(let type, let number):
                member.isWithin(number) && member.type == type
            }
        }
    }

    let id: String
    let effect: Policy.Effect
    let principal: Constraint
    let action: Constraint
    let resource: Constraint
    /// The conjunction of all conditions, or nil when there are none.
    let root: Int32?

    init(_ policy: Policy, _ compiler: inout Compiler, _ numbering: inout Numbering) {
        let body = policy.body
        self.id = policy.id
        self.effect = body.effect
        self.principal = Self.constraint(body.principal, policy.principalSlot, &numbering)
        self.resource = Self.constraint(body.resource, policy.resourceSlot, &numbering)
        switch body.action {
        case .any: self.action = .any
        case .equal(let uid): self.action = .equal(numbering.number(uid))
        case .within(let uids): self.action = .withinAny(uids.map { numbering.number($0) })
        }
        var roots: [Int32] = []
        for condition in body.conditions {
            let root = compiler.compile(body.expression, condition.root)
            roots.append(condition.isWhen ? root : compiler.negation(root))
        }
        self.root =
            roots.isEmpty ? nil : (roots.count == 1 ? roots[0] : compiler.conjunction(roots))
    }

    func matches(_ scope: RequestScope) -> Bool {
        action.matches(scope.action) && principal.matches(scope.principal)
            && resource.matches(scope.resource)
    }

    private static func constraint(
        _ constraint: PolicyBody.Constraint,
        _ slot: EntityUID?,
        _ numbering: inout Numbering
    ) -> Constraint {
        // INVARIANT: policies of a set have no open slot; one that had would match nothing.
        switch constraint.resolved(slot: slot) {
        case .any: .any
        case .equal(.entity(let uid)): .equal(numbering.number(uid))
        case .within(.entity(let uid)): .within(numbering.number(uid))
        case .isType(let type): .isType(type)
        case .isTypeWithin(let type, .entity(let uid)):
            .isTypeWithin(type, numbering.number(uid))
        default: .withinAny([])
        }
    }
}

/// The three entities of a request with their numbers.
struct RequestScope {
    struct Member {
        /// The number, or -1 when no policy or entity names the uid.
        let number: Int32
        /// The numbers of the ancestors, sorted.
        let ancestors: [Int32]
        let type: CedarText

        func isWithin(_ target: Int32) -> Bool {
            number == target || ancestors.containsSorted(target)
        }
    }

    let principal: Member
    let action: Member
    let resource: Member
}
