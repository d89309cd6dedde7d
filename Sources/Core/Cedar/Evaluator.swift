/// Evaluates the instructions of a program for one request.
///
/// Strict, left to right, the first error wins; `&&`, `||` and `if` skip what they do not need.
struct Evaluator {
    let program: Program
    let store: EntityStore
    let principal: Value
    let action: Value
    let resource: Value
    let context: Value
    /// What the store holds for the principal and the resource, looked up once.
    private let principalAttributes: CedarRecord?
    private let resourceAttributes: CedarRecord?
    private let contextFields: CedarRecord

    init(program: Program, store: EntityStore, request: Request) {
        self.program = program
        self.store = store
        self.principal = .entity(request.principal)
        self.action = .entity(request.action)
        self.resource = .entity(request.resource)
        self.context = .record(request.context)
        self.principalAttributes = store[request.principal]?.attributes
        self.resourceAttributes = store[request.resource]?.attributes
        self.contextFields = request.context
    }

    /// The value of an expression.
    func evaluate(_ place: Int32) throws(EvaluationError) -> Value {
        let instruction = program.instructions[Int(place)]
        switch instruction.opcode {
        case .constant: return program.constants[Int(instruction.a)]
        case .principal: return principal
        case .action: return action
        case .resource: return resource
        case .context: return context
        case .condition:
            return try evaluate(test(instruction.a) ? instruction.b : instruction.c)
        case .negate, .add, .subtract, .multiply: return try arithmetic(instruction)
        case .attribute:
            let key = program.texts[Int(instruction.b)]
            if let value = variableAttribute(instruction.a, key) { return value }
            return try attribute(key, of: try evaluate(instruction.a))
        case .getTag: return try tag(instruction)
        case .set: return .set(CedarSet(try list(instruction)))
        case .record:
            var fields: [CedarRecord.Field] = []
            for index in 0..<Int(instruction.b) / 2 {
                let start = Int(instruction.a) + index * 2
                let value = try evaluate(program.lists[start + 1])
                fields.append(.init(key: program.texts[Int(program.lists[start])], value: value))
            }
            return .record(CedarRecord(fields))
        case .call: return try call(instruction.function, try list(instruction))
        default: return .bool(try test(place))
        }
    }

    /// The truth of an expression, which must be a boolean.
    func test(_ place: Int32) throws(EvaluationError) -> Bool {
        let instruction = program.instructions[Int(place)]
        switch instruction.opcode {
        case .not: return try !test(instruction.a)
        case .and:
            for index in 0..<Int(instruction.b) {
                guard try test(program.lists[Int(instruction.a) + index]) else { return false }
            }
            return true
        case .or:
            for index in 0..<Int(instruction.b) {
                if try test(program.lists[Int(instruction.a) + index]) { return true }
            }
            return false
        case .equal: return try evaluate(instruction.a) == evaluate(instruction.b)
        case .notEqual: return try evaluate(instruction.a) != evaluate(instruction.b)
        case .less: return try compare(instruction) < 0
        case .lessOrEqual: return try compare(instruction) <= 0
        case .greater: return try compare(instruction) > 0
        case .greaterOrEqual: return try compare(instruction) >= 0
        case .within:
            let left = try evaluate(instruction.a)
            let right = try evaluate(instruction.b)
            return try isWithin(entity(left), right)
        case .isType, .isTypeWithin: return try isType(instruction)
        case .has: return try has(instruction)
        case .hasTag: return try hasTag(instruction)
        case .like:
            let text = try string(evaluate(instruction.a))
            return program.patterns[Int(instruction.b)].matches(text)
        case .isEmpty: return try set(evaluate(instruction.a)).isEmpty
        case .contains, .containsAll, .containsAny: return try membership(instruction)
        default:
            let value = try evaluate(place)
            guard case .bool(let result) = value else {
                throw .type(expected: "bool", value)
            }
            return result
        }
    }

    /// An attribute of a variable, when the operand is one and has it.
    private func variableAttribute(_ place: Int32, _ key: CedarText) -> Value? {
        switch program.instructions[Int(place)].opcode {
        case .principal: principalAttributes?[key]
        case .resource: resourceAttributes?[key]
        case .context: contextFields[key]
        default: nil
        }
    }

    private func list(
        _ instruction: Program.Instruction
    ) throws(EvaluationError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(Int(instruction.b))
        for index in 0..<Int(instruction.b) {
            values.append(try evaluate(program.lists[Int(instruction.a) + index]))
        }
        return values
    }
}
