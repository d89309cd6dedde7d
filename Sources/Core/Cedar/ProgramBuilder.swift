/// Collects the parts of a program; what is equal is kept once.
struct ProgramBuilder {
    private(set) var instructions: [Program.Instruction] = []
    private(set) var constants: [Value] = []
    private(set) var constantNumbers: [Value: Int32] = [:]
    private(set) var lists: [Int32] = []
    private(set) var rememberedCount = 0
    private var texts = Pool<CedarText>()
    private var patterns = Pool<Pattern>()
    private var slots = Pool<Program.Slot>()
    private var listPlaces: [[Int32]: Int32] = [:]
    private var places: [Program.Instruction: Int32] = [:]
    /// How often the value of each instruction is asked for, by parents or by policies.
    private var uses: [Int32] = []

    /// Each takes a byte of memory while a request is answered.
    private static let mostRemembered = 100_000

    /// Distinct items in order of appearance.
    private struct Pool<Item: Hashable> {
        private(set) var items: [Item] = []
        private var places: [Item: Int32] = [:]

        mutating func place(of item: Item) -> Int32 {
            if let place = places[item] { return place }
            let place = Int32(items.count)
            items.append(item)
            places[item] = place
            return place
        }
    }

    /// The place of an instruction; `operands` are the places whose values it asks for.
    mutating func emit(_ instruction: Program.Instruction, operands: [Int32] = []) -> Int32 {
        if let place = places[instruction] { return place }
        for operand in operands { use(operand) }
        let place = Int32(instructions.count)
        instructions.append(instruction)
        uses.append(0)
        places[instruction] = place
        return place
    }

    /// Counts one who asks for the value of a place.
    mutating func use(_ place: Int32) { uses[Int(place)] += 1 }

    mutating func constant(_ value: Value) -> Int32 {
        if let number = constantNumbers[value] {
            return emit(.init(opcode: .constant, a: number))
        }
        let number = Int32(constants.count)
        constants.append(value)
        constantNumbers[value] = number
        return emit(.init(opcode: .constant, a: number))
    }

    mutating func text(_ text: CedarText) -> Int32 { texts.place(of: text) }

    mutating func pattern(_ pattern: Pattern) -> Int32 { patterns.place(of: pattern) }

    mutating func slot(_ base: Program.Slot.Base, _ key: CedarText) -> Int32 {
        slots.place(of: Program.Slot(base: base, key: key))
    }

    mutating func list(_ items: [Int32]) -> Int32 {
        if let place = listPlaces[items] { return place }
        let place = Int32(lists.count)
        lists.append(contentsOf: items)
        listPlaces[items] = place
        return place
    }

    /// Ends the program: truths that are asked for more than once are remembered.
    mutating func finish(_ numbers: ScopeNumbers) -> Program {
        for place in instructions.indices where uses[place] > 1 {
            guard rememberedCount < Self.mostRemembered, instructions[place].isWorthRemembering
            else { continue }
            instructions.append(instructions[place])
            instructions[place] = .init(
                opcode: .remembered,
                a: Int32(instructions.count - 1),
                b: Int32(rememberedCount)
            )
            rememberedCount += 1
        }
        return Program(
            instructions: instructions,
            constants: constants,
            constantFacts: constants.enumerated().map { number, value in
                var fact = Fact(value)
                if case .entity(let uid) = value {
                    fact.bits = Int64(numbers.number(uid))
                } else if !fact.isScalar {
                    fact.bits = Int64(number)
                }
                return fact
            },
            constantNumbers: constantNumbers,
            texts: texts.items,
            patterns: patterns.items,
            lists: lists,
            slots: slots.items,
            rememberedCount: rememberedCount
        )
    }
}

extension Program.Instruction {
    /// Whether this gives a truth, and not another value, that costs more than to remember it.
    var isWorthRemembering: Bool {
        switch opcode {
        case .constant, .principal, .action, .resource, .context, .slot, .remembered: false
        case .negate, .add, .subtract, .multiply, .attribute, .getTag, .set, .record: false
        // This passes on whatever its branches give.
        case .condition: false
        case .call: function.isTest
        default: true
        }
    }
}
