/// Policies and entities made ready to answer requests; safe to use from many threads.
public struct CompiledPolicies: Sendable {
    private let policies: [CompiledPolicy]
    private let program: Program
    private let entities: Entities
    /// Numbers for uids of policy scopes that the entities do not know, after theirs.
    private let extraNumbers: [EntityUID: Int32]
    private let index: ScopeIndex

    /// Compiles a set; templates that are not linked take no part.
    public init(_ set: PolicySet, entities: Entities = Entities()) {
        var compiler = Compiler()
        var numbering = Numbering(entities)
        var policies: [CompiledPolicy] = []
        policies.reserveCapacity(set.policies.count)
        for policy in set.policies {
            policies.append(CompiledPolicy(policy, &compiler, &numbering))
        }
        self.policies = policies
        self.program = Program(compiler)
        self.entities = entities
        self.extraNumbers = numbering.extra
        self.index = ScopeIndex(policies)
    }

    /// The number of policies.
    public var count: Int { policies.count }

    /// Decides a request.
    public func authorize(_ request: Request) -> Response {
        decide(request, added: nil, usingIndex: true)
    }

    /// Decides a request with further entities, which stand in for fixed ones of the same uid.
    public func authorize(_ request: Request, entities: Entities) -> Response {
        decide(request, added: entities.isEmpty ? nil : entities, usingIndex: true)
    }

    /// Decides a request by looking at every policy, as a reference for the index.
    func authorizeByScanning(_ request: Request, entities: Entities? = nil) -> Response {
        decide(request, added: entities, usingIndex: false)
    }

    private func decide(_ request: Request, added: Entities?, usingIndex: Bool) -> Response {
        let store = EntityStore(fixed: entities, added: added)
        let scope = RequestScope(
            principal: member(request.principal, store),
            action: member(request.action, store),
            resource: member(request.resource, store)
        )
        let evaluator = Evaluator(program: program, store: store, request: request)
        var permits: [String] = []
        var forbids: [String] = []
        var errors: [Response.PolicyError] = []
        let visit = { (policy: CompiledPolicy) in
            guard policy.matches(scope) else { return }
            do throws(EvaluationError) {
                if let root = policy.root, try !evaluator.test(root) { return }
                if policy.effect == .permit {
                    permits.append(policy.id)
                } else {
                    forbids.append(policy.id)
                }
            } catch {
                errors.append(.init(policyID: policy.id, effect: policy.effect, error: error))
            }
        }
        if usingIndex {
            index.forEachCandidate(scope) { visit(policies[$0]) }
        } else {
            for policy in policies { visit(policy) }
        }
        let isAllowed = forbids.isEmpty && !permits.isEmpty
        return Response(
            decision: isAllowed ? .allow : .deny,
            determining: isAllowed ? permits : forbids,
            errors: errors
        )
    }

    private func number(_ uid: EntityUID) -> Int32? {
        entities.numbers[uid] ?? extraNumbers[uid]
    }

    private func member(_ uid: EntityUID, _ store: EntityStore) -> RequestScope.Member {
        let own = number(uid)
        let above: [Int32]
        if store.added != nil {
            above = store.ancestors(of: uid).compactMap(number).sorted()
        } else if let known = entities.numbers[uid] {
            above = entities.ancestors[Int(known)]
        } else {
            above = []
        }
        return .init(number: own ?? -1, ancestors: above, type: uid.typeName)
    }
}

/// Gives uids their numbers while policies are compiled.
struct Numbering {
    private let known: Entities
    private(set) var extra: [EntityUID: Int32] = [:]

    init(_ known: Entities) {
        self.known = known
    }

    mutating func number(_ uid: EntityUID) -> Int32 {
        if let number = known.numbers[uid] ?? extra[uid] { return number }
        let number = Int32(known.numbers.count + extra.count)
        extra[uid] = number
        return number
    }
}
