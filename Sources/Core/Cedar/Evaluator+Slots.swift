extension Evaluator {
    // MARK: Slots

    /// Whether a slot has a value, which is looked for once.
    func slotState(_ slot: Int32) -> RequestMemory.SlotState {
        let known = memory.state(slot)
        return known == .unknown ? fill(slot) : known
    }

    /// The value of a slot, or the error of the attribute that is missing.
    func slotValue(_ slot: Int32) throws(EvaluationError) -> Value {
        if slotState(slot) == .found { return memory.value(slot) }
        let place = program.slots[Int(slot)]
        let base: Value =
            switch place.base {
            case .variable(let variable): value(variable)
            case .slot(let base): try slotValue(base)
            }
        return try attribute(place.key, of: base)
    }

    private func fill(_ slot: Int32) -> RequestMemory.SlotState {
        let place = program.slots[Int(slot)]
        let record: CedarRecord?
        switch place.base {
        case .variable(.principal): record = principalAttributes
        case .variable(.resource): record = resourceAttributes
        case .variable(.action): record = store[request.action]?.attributes
        case .variable(.context): record = request.context
        case .slot(let base):
            let state = slotState(base)
            guard state == .found else {
                memory.set(state, for: slot)
                return state
            }
            switch memory.value(base) {
            case .record(let fields): record = fields
            case .entity(let uid): record = store[uid]?.attributes
            default:
                memory.set(.misplaced, for: slot)
                return .misplaced
            }
        }
        guard let value = record?[place.key] else {
            memory.set(.absent, for: slot)
            return .absent
        }
        var fact = Fact(value)
        if case .entity(let uid) = value { fact = Fact(entity: store.number(uid)) }
        memory.set(value, fact, for: slot)
        return .found
    }

    private func value(_ variable: Expression.Variable) -> Value {
        switch variable {
        case .principal: .entity(request.principal)
        case .action: .entity(request.action)
        case .resource: .entity(request.resource)
        case .context: .record(request.context)
        }
    }

    /// Whether a path of slots has a value; each step but the last must be a record or an entity.
    func hasSlots(_ instruction: Program.Instruction) throws(EvaluationError) -> Bool {
        let operand = instructions[instruction.a]
        if operand.opcode == .slot, slotState(operand.a) != .found {
            _ = try slotValue(operand.a)
        }
        for index in 0..<instruction.c {
            let slot = lists[instruction.b + index]
            switch slotState(slot) {
            case .found: continue
            case .absent, .unknown: return false
            case .misplaced:
                guard case .slot(let base) = program.slots[Int(slot)].base else { return false }
                throw .type(expected: "record or entity", try slotValue(base))
            }
        }
        return true
    }

    // MARK: Facts

    /// What is known of an operand without its value, or nil where it has to be evaluated.
    private func fact(_ place: Int32) throws(EvaluationError) -> Fact? {
        let instruction = instructions[place]
        switch instruction.opcode {
        case .constant: return constantFacts[instruction.a]
        case .principal: return Fact(entity: scope.principal.number)
        case .action: return Fact(entity: scope.action.number)
        case .resource: return Fact(entity: scope.resource.number)
        case .slot:
            if slotState(instruction.a) != .found { _ = try slotValue(instruction.a) }
            return memory.fact(instruction.a)
        default: return nil
        }
    }

    /// Equality, mostly without touching the values.
    func isEqual(_ first: Int32, _ second: Int32) throws(EvaluationError) -> Bool {
        if var left = try fact(first), var right = try fact(second) {
            if left.kind != right.kind { return false }
            if left.isScalar { return left.bits == right.bits }
            if right.bits >= 0 { resolve(&left, first) }
            if left.bits >= 0 { resolve(&right, second) }
            let areKnown = left.bits != Fact.unresolved && right.bits != Fact.unresolved
            if areKnown, left.bits >= 0 || right.bits >= 0 { return left.bits == right.bits }
        }
        return try evaluate(first) == evaluate(second)
    }

    /// Looks for the constant that a string or an address equals.
    private func resolve(_ fact: inout Fact, _ place: Int32) {
        guard fact.bits == Fact.unresolved, fact.kind == .string || fact.kind == .ipaddr
        else { return }
        // INVARIANT: of constants and variables everything is known, so this is a slot.
        let slot = instructions[place].a
        let number = program.constantNumbers[memory.value(slot)]
        fact.bits = number.map(Int64.init) ?? Fact.none
        memory.resolve(fact.bits, for: slot)
    }

    /// Negative, zero or positive: the order of two integers, moments or lengths of time.
    func compare(_ instruction: Program.Instruction) throws(EvaluationError) -> Int {
        if let left = try fact(instruction.a), let right = try fact(instruction.b),
            left.kind == right.kind, left.isOrdered
        {
            return left.bits < right.bits ? -1 : (left.bits == right.bits ? 0 : 1)
        }
        let left = try evaluate(instruction.a)
        let right = try evaluate(instruction.b)
        switch (left, right) {
        case (.long, .long), (.datetime, .datetime), (.duration, .duration):
            return left.compare(right)
        case (.long, _), (.datetime, _), (.duration, _):
            throw .type(expected: left.typeName, right)
        default:
            throw .type(expected: "long, datetime or duration", left)
        }
    }

    /// Whether a variable is one of the named entities or below one.
    func memberIsWithin(_ instruction: Program.Instruction) -> Bool {
        let member =
            switch instructions[instruction.a].opcode {
            case .principal: scope.principal
            case .action: scope.action
            default: scope.resource
            }
        for index in 0..<instruction.c
        where member.isWithin(lists[instruction.b + index]) {
            return true
        }
        return false
    }
}
