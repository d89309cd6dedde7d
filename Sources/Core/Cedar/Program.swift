/// Expressions of many policies in one flat form for the evaluator.
///
/// Each instruction names its operands by their place. Equal expressions share one place, in
/// whatever policies they stand, and a truth that is shared is found out once for a request.
final class Program: Sendable {
    enum Opcode: UInt8, Sendable {
        case constant, principal, action, resource, context
        case not, negate, isEmpty
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        case add, subtract, multiply, within, contains, containsAll, containsAny, getTag, hasTag
        case and, or, condition, attribute, has, like, isType, isTypeWithin, set, record, call
        /// The value of a slot `a`.
        case slot
        /// Whether the operand `a` has a path of `c` slots, listed from `b`.
        case hasSlots
        /// Whether a variable `a` is one of `c` entities or below one, listed by number from `b`.
        case memberWithin
        /// The truth of `a`, remembered under `b` while a request is answered.
        case remembered
    }

    struct Instruction: Sendable, Hashable {
        let opcode: Opcode
        var function = ExtensionFunction.decimal
        var a: Int32 = 0
        var b: Int32 = 0
        var c: Int32 = 0
    }

    /// An attribute of a variable, or of another slot: `resource.owner.department` is three deep.
    struct Slot: Sendable, Hashable {
        enum Base: Sendable, Hashable {
            case variable(Expression.Variable)
            /// A slot with a lower number.
            case slot(Int32)
        }

        let base: Base
        let key: CedarText
    }

    let instructions: FixedArray<Instruction>
    let constants: [Value]
    let constantFacts: FixedArray<Fact>
    let constantNumbers: [Value: Int32]
    let texts: [CedarText]
    let patterns: [Pattern]
    let lists: FixedArray<Int32>
    let slots: [Slot]
    /// How many truths are remembered.
    let rememberedCount: Int

    init(
        instructions: [Instruction],
        constants: [Value],
        constantFacts: [Fact],
        constantNumbers: [Value: Int32],
        texts: [CedarText],
        patterns: [Pattern],
        lists: [Int32],
        slots: [Slot],
        rememberedCount: Int
    ) {
        self.instructions = FixedArray(instructions)
        self.constants = constants
        self.constantFacts = FixedArray(constantFacts)
        self.constantNumbers = constantNumbers
        self.texts = texts
        self.patterns = patterns
        self.lists = FixedArray(lists)
        self.slots = slots
        self.rememberedCount = rememberedCount
    }
}
