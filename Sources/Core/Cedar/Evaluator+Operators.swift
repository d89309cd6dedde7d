extension Evaluator {
    func entity(_ value: Value) throws(EvaluationError) -> EntityUID {
        guard case .entity(let uid) = value else { throw .type(expected: "entity", value) }
        return uid
    }

    func set(_ value: Value) throws(EvaluationError) -> CedarSet {
        guard case .set(let set) = value else { throw .type(expected: "set", value) }
        return set
    }

    func string(_ value: Value) throws(EvaluationError) -> CedarText {
        guard case .string(let text) = value else { throw .type(expected: "string", value) }
        return text
    }

    private func long(_ value: Value) throws(EvaluationError) -> Int64 {
        guard case .long(let number) = value else { throw .type(expected: "long", value) }
        return number
    }

    func arithmetic(_ instruction: Program.Instruction) throws(EvaluationError) -> Value {
        if instruction.opcode == .negate {
            let operand = try long(evaluate(instruction.a))
            let (result, overflow) = Int64(0).subtractingReportingOverflow(operand)
            if overflow { throw EvaluationError(.overflow, "integer overflow: -(\(operand))") }
            return .long(result)
        }
        let first = try evaluate(instruction.a)
        let second = try evaluate(instruction.b)
        let left = try long(first)
        let right = try long(second)
        let (result, overflow) =
            switch instruction.opcode {
            case .add: left.addingReportingOverflow(right)
            case .subtract: left.subtractingReportingOverflow(right)
            default: left.multipliedReportingOverflow(by: right)
            }
        if overflow {
            throw EvaluationError(
                .overflow,
                "integer overflow: `\(left)` \(instruction.opcode) `\(right)`"
            )
        }
        return .long(result)
    }

    func isWithin(_ uid: EntityUID, _ target: Value) throws(EvaluationError) -> Bool {
        switch target {
        case .entity(let ancestor): return store.isWithin(uid, ancestor)
        case .set(let set):
            for member in set.members {
                guard case .entity = member else {
                    throw .type(expected: "set of entities", member)
                }
            }
            for case .entity(let ancestor) in set.members where store.isWithin(uid, ancestor) {
                return true
            }
            return false
        default: throw .type(expected: "entity or set of entities", target)
        }
    }

    func isType(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        let uid = try entity(evaluate(instruction.a))
        guard uid.typeName == program.texts[Int(instruction.b)] else { return false }
        if instruction.opcode == .isType { return true }
        return try isWithin(uid, evaluate(instruction.c))
    }

    func membership(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        let first = try evaluate(instruction.a)
        let second = try evaluate(instruction.b)
        let left = try set(first)
        if instruction.opcode == .contains { return left.contains(second) }
        let right = try set(second)
        return instruction.opcode == .containsAll
            ? left.containsAll(right) : left.containsAny(right)
    }

    func attribute(_ key: CedarText, of target: Value) throws(EvaluationError) -> Value {
        let record: CedarRecord
        switch target {
        case .record(let fields): record = fields
        case .entity(let uid):
            guard let entity = store[uid] else {
                throw EvaluationError(.entityMissing, "entity `\(uid)` does not exist")
            }
            record = entity.attributes
        default: throw .type(expected: "record or entity", target)
        }
        guard let value = record[key] else {
            throw EvaluationError(
                .attributeMissing,
                "\(target.typeName) does not have the attribute `\(key)`"
            )
        }
        return value
    }

    /// A path of attributes; each step but the last must lead to a record or an entity.
    func has(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        var target = try evaluate(instruction.a)
        for index in 0..<instruction.c {
            let key = program.texts[Int(lists[instruction.b + index])]
            let found: Value?
            switch target {
            case .record(let record): found = record[key]
            case .entity(let uid): found = store[uid]?.attributes[key]
            default: throw .type(expected: "record or entity", target)
            }
            guard let found else { return false }
            target = found
        }
        return true
    }

    func hasTag(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        let first = try evaluate(instruction.a)
        let second = try evaluate(instruction.b)
        let uid = try entity(first)
        let key = try string(second)
        return store[uid]?.tags[key] != nil
    }

    func tag(_ instruction: Program.Instruction) throws(EvaluationError) -> Value {
        let first = try evaluate(instruction.a)
        let second = try evaluate(instruction.b)
        let uid = try entity(first)
        let key = try string(second)
        guard let entity = store[uid] else {
            throw EvaluationError(.entityMissing, "entity `\(uid)` does not exist")
        }
        guard let value = entity.tags[key] else {
            throw EvaluationError(.tagMissing, "entity `\(uid)` does not have the tag `\(key)`")
        }
        return value
    }
}
