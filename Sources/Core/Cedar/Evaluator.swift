/// Evaluates the instructions of a program for one request.
///
/// Strict, left to right, the first error wins; `&&`, `||` and `if` skip what they do not need.
final class Evaluator {
    let program: Program
    let store: EntityStore
    let scope: RequestScope
    let request: Request
    let memory: RequestMemory
    // INVARIANT: the program lives as long as the evaluator, and so do its views.
    let instructions: FixedArray<Program.Instruction>.View
    let lists: FixedArray<Int32>.View
    let constantFacts: FixedArray<Fact>.View
    /// What the store holds for the principal and the resource, looked up once.
    let principalAttributes: CedarRecord?
    let resourceAttributes: CedarRecord?

    init(_ store: EntityStore, _ scope: RequestScope, _ request: Request) {
        program = store.world.program
        self.store = store
        self.scope = scope
        self.request = request
        instructions = program.instructions.view
        lists = program.lists.view
        constantFacts = program.constantFacts.view
        memory = RequestMemory(slots: program.slots.count, truths: program.rememberedCount)
        principalAttributes = store[request.principal]?.attributes
        resourceAttributes = store[request.resource]?.attributes
    }

    /// The value of an expression.
    func evaluate(_ place: Int32) throws(EvaluationError) -> Value {
        let instruction = instructions[place]
        switch instruction.opcode {
        case .constant: return program.constants[Int(instruction.a)]
        case .principal: return .entity(request.principal)
        case .action: return .entity(request.action)
        case .resource: return .entity(request.resource)
        case .context: return .record(request.context)
        case .slot: return try slotValue(instruction.a)
        case .condition:
            return try evaluate(test(instruction.a) ? instruction.b : instruction.c)
        case .negate, .add, .subtract, .multiply: return try arithmetic(instruction)
        case .attribute:
            let target = try evaluate(instruction.a)
            return try attribute(program.texts[Int(instruction.b)], of: target)
        case .getTag: return try tag(instruction)
        case .set: return .set(CedarSet(try list(instruction)))
        case .record:
            var fields: [CedarRecord.Field] = []
            for index in 0..<instruction.b {
                let start = instruction.a + index * 2
                let value = try evaluate(lists[start + 1])
                fields.append(.init(key: program.texts[Int(lists[start])], value: value))
            }
            return .record(CedarRecord(fields))
        case .call: return try call(instruction)
        default: return .bool(try test(place))
        }
    }

    /// The truth of an expression, which must be a boolean.
    func test(_ place: Int32) throws(EvaluationError) -> Bool {
        let instruction = instructions[place]
        switch instruction.opcode {
        case .remembered:
            switch memory.truth(instruction.b) {
            case .yes: return true
            case .no: return false
            case .unknown:
                let truth = try test(instruction.a)
                memory.remember(truth, as: instruction.b)
                return truth
            }
        case .not: return try !test(instruction.a)
        case .and:
            for index in 0..<instruction.b {
                guard try test(lists[instruction.a + index]) else { return false }
            }
            return true
        case .or:
            for index in 0..<instruction.b {
                if try test(lists[instruction.a + index]) { return true }
            }
            return false
        case .equal: return try isEqual(instruction.a, instruction.b)
        case .notEqual: return try !isEqual(instruction.a, instruction.b)
        case .less: return try compare(instruction) < 0
        case .lessOrEqual: return try compare(instruction) <= 0
        case .greater: return try compare(instruction) > 0
        case .greaterOrEqual: return try compare(instruction) >= 0
        case .memberWithin: return memberIsWithin(instruction)
        case .within:
            let left = try evaluate(instruction.a)
            let right = try evaluate(instruction.b)
            return try isWithin(entity(left), right)
        case .isType, .isTypeWithin: return try isType(instruction)
        case .hasSlots: return try hasSlots(instruction)
        case .has: return try has(instruction)
        case .hasTag: return try hasTag(instruction)
        case .like:
            let text = try string(evaluate(instruction.a))
            return program.patterns[Int(instruction.b)].matches(text)
        case .isEmpty: return try set(evaluate(instruction.a)).isEmpty
        case .contains, .containsAll, .containsAny: return try membership(instruction)
        case .slot:
            if slotState(instruction.a) == .found {
                let fact = memory.fact(instruction.a)
                if fact.kind == .bool { return fact.bits != 0 }
            }
            return try truth(of: place)
        default: return try truth(of: place)
        }
    }

    private func truth(of place: Int32) throws(EvaluationError) -> Bool {
        let value = try evaluate(place)
        guard case .bool(let result) = value else { throw .type(expected: "bool", value) }
        return result
    }

    private func list(
        _ instruction: Program.Instruction
    ) throws(EvaluationError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(Int(instruction.b))
        for index in 0..<instruction.b {
            values.append(try evaluate(lists[instruction.a + index]))
        }
        return values
    }

    private func call(_ instruction: Program.Instruction) throws(EvaluationError) -> Value {
        let function = instruction.function
        guard Int(instruction.b) == function.parameterCount else {
            return try Value.call(function, list(instruction))
        }
        let first = try evaluate(lists[instruction.a])
        guard instruction.b > 1 else { return try Value.apply(function, first, first) }
        return try Value.apply(
            function,
            first,
            evaluate(lists[instruction.a + 1])
        )
    }
}
