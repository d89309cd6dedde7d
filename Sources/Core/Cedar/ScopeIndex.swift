/// Finds the policies whose scope may match a request.
///
/// Each policy is filed under one demand of its scope, the one that the fewest policies share: a
/// principal, a resource, its actions or a type. What is left out cannot match, and since a scope
/// cannot fail, the answers equal those of looking at every policy.
struct ScopeIndex: Sendable {
    /// What a policy may be filed under.
    enum Key: Hashable {
        case principal(Int32)
        case resource(Int32)
        case action(Int32)
        case principalType(Int32)
        case resourceType(Int32)

        var number: Int32 {
            switch self {
            case .principal(let number), .resource(let number), .action(let number),
                .principalType(let number), .resourceType(let number):
                number
            }
        }
    }

    private var always: [Int32] = []
    private var principals = Postings()
    private var resources = Postings()
    private var actions = Postings()
    private var principalTypes = Postings()
    private var resourceTypes = Postings()

    init(_ policies: [CompiledPolicy], _ lists: [Int32]) {
        let choices = policies.map { Self.choices($0, lists) }
        var uses: [Key: Int] = [:]
        for key in choices.joined().joined() { uses[key, default: 0] += 1 }
        var filed: [(key: Key, place: Int32)] = []
        for (place, options) in choices.enumerated() {
            let cost = { (keys: [Key]) in keys.reduce(0) { $0 + (uses[$1] ?? 0) } }
            guard let best = options.min(by: { cost($0) < cost($1) }) else {
                always.append(Int32(place))
                continue
            }
            for key in best { filed.append((key, Int32(place))) }
        }
        func postings(_ isOfKind: (Key) -> Bool) -> Postings {
            Postings(filed.filter { isOfKind($0.key) }.map { ($0.key.number, $0.place) })
        }
        principals = postings { if case .principal = $0 { true } else { false } }
        resources = postings { if case .resource = $0 { true } else { false } }
        actions = postings { if case .action = $0 { true } else { false } }
        principalTypes = postings { if case .principalType = $0 { true } else { false } }
        resourceTypes = postings { if case .resourceType = $0 { true } else { false } }
    }

    /// The demands under which a policy may be filed; each is one key, or one for each action.
    private static func choices(_ policy: CompiledPolicy, _ lists: [Int32]) -> [[Key]] {
        var choices: [[Key]] = []
        func add(
            _ demand: ScopeDemand,
            _ entity: (Int32) -> Key,
            _ type: ((Int32) -> Key)? = nil
        ) {
            switch demand.kind {
            case .any: break
            case .equal, .within, .isTypeWithin: choices.append([entity(demand.number)])
            case .withinAny:
                let numbers = lists[Int(demand.number)..<Int(demand.number + demand.type)]
                choices.append(numbers.map(entity))
            case .isType: if let type { choices.append([type(demand.type)]) }
            }
        }
        add(policy.principal, Key.principal, Key.principalType)
        add(policy.resource, Key.resource, Key.resourceType)
        add(policy.action, Key.action)
        return choices
    }

    /// Visits the places of candidates, with the action by which each was found, or -1.
    ///
    /// Only those filed under several actions can come twice.
    @inline(__always)
    func forEachCandidate(_ scope: borrowing RequestScope, _ visit: (Int32, Int32) -> Void) {
        for place in always { visit(place, -1) }
        Self.look(up: scope.principal, in: principals) { place, _ in visit(place, -1) }
        Self.look(up: scope.resource, in: resources) { place, _ in visit(place, -1) }
        Self.look(up: scope.action, in: actions, visit)
        principalTypes.forEach(scope.principal.type) { visit($0, -1) }
        resourceTypes.forEach(scope.resource.type) { visit($0, -1) }
    }

    @inline(__always)
    private static func look(
        up member: borrowing RequestScope.Member,
        in postings: borrowing Postings,
        _ visit: (Int32, Int32) -> Void
    ) {
        if postings.isEmpty { return }
        let number = member.number
        postings.forEach(number) { visit($0, number) }
        for number in member.ancestors { postings.forEach(number) { visit($0, number) } }
    }
}

/// Places by number: one array of places, and where those of each number begin.
struct Postings: Sendable {
    private var starts: [Int32] = []
    private var places: [Int32] = []

    init() {}

    /// Files pairs; the places of a number stay in their order.
    init(_ pairs: [(number: Int32, place: Int32)]) {
        guard let highest = pairs.map(\.number).max() else { return }
        starts = [Int32](repeating: 0, count: Int(highest) + 2)
        for pair in pairs { starts[Int(pair.number) + 1] += 1 }
        for number in 1..<starts.count { starts[number] += starts[number - 1] }
        var next = starts
        places = [Int32](repeating: 0, count: pairs.count)
        for pair in pairs {
            places[Int(next[Int(pair.number)])] = pair.place
            next[Int(pair.number)] += 1
        }
    }

    var isEmpty: Bool { places.isEmpty }

    @inline(__always)
    func forEach(_ number: Int32, _ visit: (Int32) -> Void) {
        guard number >= 0, Int(number) + 1 < starts.count else { return }
        var index = Int(starts[Int(number)])
        let end = Int(starts[Int(number) + 1])
        while index < end {
            visit(places[index])
            index += 1
        }
    }
}
