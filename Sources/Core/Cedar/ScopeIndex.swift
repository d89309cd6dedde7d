/// Finds the policies whose scope may match a request.
///
/// Each policy is filed under one demand of its scope, the one that the fewest policies share: a
/// principal, a resource, its actions or a type. What is left out cannot match, and since a scope
/// cannot fail, the answers equal those of looking at every policy.
struct ScopeIndex: Sendable {
    private enum Key: Hashable {
        case principal(Int32)
        case resource(Int32)
        case action(Int32)
        case principalType(CedarText)
        case resourceType(CedarText)
    }

    private var always: [Int32] = []
    private var principals: [Int32: [Int32]] = [:]
    private var resources: [Int32: [Int32]] = [:]
    private var actions: [Int32: [Int32]] = [:]
    private var principalTypes: [CedarText: [Int32]] = [:]
    private var resourceTypes: [CedarText: [Int32]] = [:]
    private let count: Int

    init(_ policies: [CompiledPolicy]) {
        self.count = policies.count
        let choices = policies.map(Self.choices)
        var uses: [Key: Int] = [:]
        for key in choices.joined().joined() { uses[key, default: 0] += 1 }
        for (place, options) in choices.enumerated() {
            let cost = { (keys: [Key]) in keys.reduce(0) { $0 + (uses[$1] ?? 0) } }
            guard let best = options.min(by: { cost($0) < cost($1) }) else {
                always.append(Int32(place))
                continue
            }
            for key in best { file(key, Int32(place)) }
        }
    }

    /// The demands under which a policy may be filed; each is one key, or one for each action.
    private static func choices(_ policy: CompiledPolicy) -> [[Key]] {
        var choices: [[Key]] = []
        switch policy.principal {
        case .any: break
        case .isType(let type): choices.append([.principalType(type)])
        case .equal(let number), .within(let number), .isTypeWithin(_, let number):
            choices.append([.principal(number)])
        case .withinAny(let numbers): choices.append(numbers.map(Key.principal))
        }
        switch policy.resource {
        case .any: break
        case .isType(let type): choices.append([.resourceType(type)])
        case .equal(let number), .within(let number), .isTypeWithin(_, let number):
            choices.append([.resource(number)])
        case .withinAny(let numbers): choices.append(numbers.map(Key.resource))
        }
        switch policy.action {
        case .any, .isType: break
        case .equal(let number), .within(let number), .isTypeWithin(_, let number):
            choices.append([.action(number)])
        case .withinAny(let numbers): choices.append(numbers.map(Key.action))
        }
        return choices
    }

    private mutating func file(_ key: Key, _ place: Int32) {
        switch key {
        case .principal(let number): principals[number, default: []].append(place)
        case .resource(let number): resources[number, default: []].append(place)
        case .action(let number): actions[number, default: []].append(place)
        case .principalType(let type): principalTypes[type, default: []].append(place)
        case .resourceType(let type): resourceTypes[type, default: []].append(place)
        }
    }

    /// Visits the places of candidates, each once and in order.
    func forEachCandidate(_ scope: RequestScope, _ visit: (Int) -> Void) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (count + 63) / 64) { words in
            words.initialize(repeating: 0)
            let mark = { (places: [Int32]?) in
                guard let places else { return }
                for place in places { words[Int(place) >> 6] |= 1 << UInt64(place & 63) }
            }
            mark(always)
            Self.lookUp(scope.principal, principals, mark)
            Self.lookUp(scope.resource, resources, mark)
            Self.lookUp(scope.action, actions, mark)
            if !principalTypes.isEmpty { mark(principalTypes[scope.principal.type]) }
            if !resourceTypes.isEmpty { mark(resourceTypes[scope.resource.type]) }
            for index in words.indices {
                var word = words[index]
                while word != 0 {
                    visit(index << 6 + word.trailingZeroBitCount)
                    word &= word - 1
                }
            }
        }
    }

    private static func lookUp(
        _ member: RequestScope.Member,
        _ table: [Int32: [Int32]],
        _ mark: ([Int32]?) -> Void
    ) {
        if table.isEmpty { return }
        mark(table[member.number])
        if member.ancestors.count > table.count {
            for (number, places) in table where member.ancestors.containsSorted(number) {
                mark(places)
            }
        } else {
            for number in member.ancestors { mark(table[number]) }
        }
    }
}
