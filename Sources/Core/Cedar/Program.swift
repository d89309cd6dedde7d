/// Expressions of many policies in one flat form for the evaluator.
///
/// Each instruction names its operands by their place, so evaluation touches three arrays and
/// copies no node.
final class Program: Sendable {
    enum Opcode: UInt8, Sendable {
        case constant, principal, action, resource, context
        case not, negate, isEmpty
        case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
        case add, subtract, multiply, within, contains, containsAll, containsAny, getTag, hasTag
        case and, or, condition, attribute, has, like, isType, isTypeWithin, set, record, call
    }

    struct Instruction: Sendable {
        let opcode: Opcode
        let function: ExtensionFunction
        let a: Int32
        let b: Int32
        let c: Int32
    }

    let instructions: [Instruction]
    let constants: [Value]
    let texts: [CedarText]
    let patterns: [Pattern]
    let lists: [Int32]

    init(_ compiler: borrowing Compiler) {
        self.instructions = compiler.instructions
        self.constants = compiler.constants
        self.texts = compiler.texts
        self.patterns = compiler.patterns
        self.lists = compiler.lists
    }
}
