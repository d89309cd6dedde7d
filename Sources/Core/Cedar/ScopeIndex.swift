/// Finds the policies whose scope may match a request.
///
/// Each policy is filed under one demand of its scope, the one that excludes most: a named
/// principal, a named resource, the actions, a type, or nothing. What is left out cannot match,
/// and since a scope cannot fail, the answers equal those of looking at every policy.
struct ScopeIndex: Sendable {
    private var always: [Int32] = []
    private var principals: [Int32: [Int32]] = [:]
    private var resources: [Int32: [Int32]] = [:]
    private var actions: [Int32: [Int32]] = [:]
    private var principalTypes: [CedarText: [Int32]] = [:]
    private var resourceTypes: [CedarText: [Int32]] = [:]
    private let count: Int

    init(_ policies: [CompiledPolicy]) {
        self.count = policies.count
        for (place, policy) in policies.enumerated() { file(policy, Int32(place)) }
    }

    private mutating func file(_ policy: CompiledPolicy, _ place: Int32) {
        if let number = Self.entity(policy.principal) {
            principals[number, default: []].append(place)
        } else if let number = Self.entity(policy.resource) {
            resources[number, default: []].append(place)
        } else if let numbers = Self.entities(policy.action) {
            for number in numbers { actions[number, default: []].append(place) }
        } else if case .isType(let type) = policy.principal {
            principalTypes[type, default: []].append(place)
        } else if case .isType(let type) = policy.resource {
            resourceTypes[type, default: []].append(place)
        } else {
            always.append(place)
        }
    }

    private static func entity(_ constraint: CompiledPolicy.Constraint) -> Int32? {
        switch constraint {
        case .equal(let number), .within(let number), .isTypeWithin(_, let number): number
        default: nil
        }
    }

    private static func entities(_ constraint: CompiledPolicy.Constraint) -> [Int32]? {
        if case .withinAny(let numbers) = constraint { return numbers }
        return entity(constraint).map { [$0] }
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
