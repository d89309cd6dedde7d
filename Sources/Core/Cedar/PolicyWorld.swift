/// Everything that requests are answered from, under one reference.
final class PolicyWorld: Sendable {
    /// The identifiers of the policies.
    let ids: [String]
    let policies: [CompiledPolicy]
    /// The entities of `in [a, b]` demands.
    let lists: [Int32]
    let program: Program
    let entities: Entities
    let numbers: ScopeNumbers
    let index: ScopeIndex

    init(_ set: PolicySet, _ entities: Entities) {
        var compiler = Compiler(ScopeNumbers(entities))
        var policies: [CompiledPolicy] = []
        policies.reserveCapacity(set.policies.count)
        for policy in set.policies { policies.append(CompiledPolicy(policy, &compiler)) }
        self.ids = set.policies.map(\.id)
        self.policies = policies
        self.lists = compiler.scopeLists
        self.index = ScopeIndex(policies, compiler.scopeLists)
        self.program = compiler.finish()
        self.numbers = compiler.numbers
        self.entities = entities
    }
}
