/// Policies and entities made ready to answer requests; safe to use from many threads.
public struct CompiledPolicies: Sendable {
    private let world: PolicyWorld

    /// Compiles a set; templates that are not linked take no part.
    public init(_ set: PolicySet, entities: Entities = Entities()) {
        world = PolicyWorld(set, entities)
    }

    /// The number of policies.
    public var count: Int { world.policies.count }

    /// Decides a request.
    ///
    /// Where no condition has to be evaluated and at most 32 policies decide, this takes no memory
    /// from the heap.
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
        let store = EntityStore(world: world, added: added)
        let scope = RequestScope(
            principal: store.member(request.principal),
            action: store.member(request.action),
            resource: store.member(request.resource)
        )
        var outcome = Outcome()
        if usingIndex {
            world.index.forEachCandidate(scope) { place, foundBy in
                consider(place, foundBy, scope, store, request, &outcome)
            }
        } else {
            for place in world.policies.indices {
                consider(Int32(place), -1, scope, store, request, &outcome)
            }
        }
        return response(&outcome)
    }

    /// What the policies said, by their places.
    private struct Outcome {
        var permits = PlaceList()
        var forbids = PlaceList()
        var errors: [(place: Int32, error: EvaluationError)] = []
        /// Made when the first condition has to be evaluated.
        var evaluator: Evaluator?
    }

    @inline(__always)
    private func consider(
        _ place: Int32,
        _ foundBy: Int32,
        _ scope: borrowing RequestScope,
        _ store: borrowing EntityStore,
        _ request: borrowing Request,
        _ outcome: inout Outcome
    ) {
        let policy = world.policies[Int(place)]
        guard policy.matches(scope, world.lists) else { return }
        if foundBy >= 0, policy.action.kind == .withinAny,
            policy.action.firstMatch(scope.action, world.lists) != foundBy
        {
            return
        }
        if policy.root >= 0 {
            do throws(EvaluationError) {
                guard try isSatisfied(policy.root, scope, store, request, &outcome) else { return }
            } catch {
                outcome.errors.append((place, error))
                return
            }
        }
        if policy.effect == .permit {
            outcome.permits.append(place)
        } else {
            outcome.forbids.append(place)
        }
    }

    private func isSatisfied(
        _ root: Int32,
        _ scope: borrowing RequestScope,
        _ store: borrowing EntityStore,
        _ request: borrowing Request,
        _ outcome: inout Outcome
    ) throws(EvaluationError) -> Bool {
        if let ready = outcome.evaluator { return try ready.test(root) }
        let made = Evaluator(copy store, copy scope, copy request)
        outcome.evaluator = made
        return try made.test(root)
    }

    private func response(_ outcome: inout Outcome) -> Response {
        let isAllowed = outcome.forbids.isEmpty && !outcome.permits.isEmpty
        var determining = isAllowed ? outcome.permits : outcome.forbids
        determining.sort()
        if outcome.errors.count > 1 { outcome.errors.sort { $0.place < $1.place } }
        return Response(
            decision: isAllowed ? .allow : .deny,
            determining: PolicyIDs(all: world.ids, places: determining),
            errors: outcome.errors.map { place, error in
                Response.PolicyError(
                    policyID: world.ids[Int(place)],
                    effect: world.policies[Int(place)].effect,
                    error: error
                )
            }
        )
    }
}
