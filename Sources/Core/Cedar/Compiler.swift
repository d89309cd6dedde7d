/// Lowers expressions to a program, folding what is constant.
struct Compiler {
    private(set) var instructions: [Program.Instruction] = []
    private(set) var constants: [Value] = []
    private(set) var texts: [CedarText] = []
    private(set) var patterns: [Pattern] = []
    private(set) var lists: [Int32] = []
    private var textPlaces: [CedarText: Int32] = [:]
    private var constantPlaces: [Value: Int32] = [:]

    /// Lowers one expression and returns the place of its root.
    mutating func compile(_ tree: Expression, _ id: Expression.ID) -> Int32 {
        if let value = fold(tree, id) { return constant(value) }
        switch tree[id] {
        case .bool, .long, .string, .entity:
            return constant(.bool(false))
        case .variable(let variable):
            return emit(Self.opcode(variable))
        case .unary(let operation, let inner):
            let operand = compile(tree, inner)
            return emit(Self.opcode(operation), operand)
        case .binary(let operation, let left, let right):
            let first = compile(tree, left)
            return emit(Self.opcode(operation), first, compile(tree, right))
        case .and(let ids): return emitList(.and, ids.map { compile(tree, $0) })
        case .or(let ids): return emitList(.or, ids.map { compile(tree, $0) })
        case .condition(let test, let then, let otherwise):
            let first = compile(tree, test)
            let second = compile(tree, then)
            return emit(.condition, first, second, compile(tree, otherwise))
        case .attribute(let inner, let key):
            return emit(.attribute, compile(tree, inner), text(key))
        case .has(let inner, let keys):
            let operand = compile(tree, inner)
            let start = Int32(lists.count)
            for key in keys { lists.append(text(key)) }
            return emit(.has, operand, start, Int32(keys.count))
        case .like(let inner, let pattern):
            patterns.append(pattern)
            let place = Int32(patterns.count - 1)
            return emit(.like, compile(tree, inner), place)
        case .isType(let inner, let type, let within):
            let operand = compile(tree, inner)
            guard let within else { return emit(.isType, operand, text(type)) }
            return emit(.isTypeWithin, operand, text(type), compile(tree, within))
        case .set(let ids): return emitList(.set, ids.map { compile(tree, $0) })
        case .record(let entries):
            let parts = entries.flatMap { [text($0.key), compile(tree, $0.value)] }
            return emitList(.record, parts)
        case .call(let function, let ids):
            return emitList(.call, ids.map { compile(tree, $0) }, function)
        }
    }

    /// Joins roots that must all be true.
    mutating func conjunction(_ roots: [Int32]) -> Int32 { emitList(.and, roots) }

    /// Negates a root.
    mutating func negation(_ root: Int32) -> Int32 { emit(.not, root) }

    /// The value of a literal, of a set or record of literals, or of a constructor that succeeds.
    private func fold(_ tree: Expression, _ id: Expression.ID) -> Value? {
        switch tree[id] {
        case .bool(let value): return .bool(value)
        case .long(let value): return .long(value)
        case .string(let text): return .string(text)
        case .entity(let uid): return .entity(uid)
        case .set(let ids):
            var members: [Value] = []
            for child in ids {
                guard let member = fold(tree, child) else { return nil }
                members.append(member)
            }
            return .set(CedarSet(members))
        case .call(let function, let ids) where function.isConstructor && ids.count == 1:
            guard case .string(let text) = tree[ids[0]] else { return nil }
            return Value.construct(function, text)
        default: return nil
        }
    }

    private static func opcode(_ variable: Expression.Variable) -> Program.Opcode {
        switch variable {
        case .principal: .principal
        case .action: .action
        case .resource: .resource
        case .context: .context
        }
    }

    private static func opcode(_ operation: Expression.UnaryOperator) -> Program.Opcode {
        switch operation {
        case .not: .not
        case .negate: .negate
        case .isEmpty: .isEmpty
        }
    }

    private static func opcode(_ operation: Expression.BinaryOperator) -> Program.Opcode {
        switch operation {
        case .equal: .equal
        case .notEqual: .notEqual
        case .less: .less
        case .lessOrEqual: .lessOrEqual
        case .greater: .greater
        case .greaterOrEqual: .greaterOrEqual
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .in: .within
        case .contains: .contains
        case .containsAll: .containsAll
        case .containsAny: .containsAny
        case .getTag: .getTag
        case .hasTag: .hasTag
        }
    }

    private mutating func emit(
        _ opcode: Program.Opcode,
        _ a: Int32 = 0,
        _ b: Int32 = 0,
        _ c: Int32 = 0,
        function: ExtensionFunction = .decimal
    ) -> Int32 {
        instructions.append(.init(opcode: opcode, function: function, a: a, b: b, c: c))
        return Int32(instructions.count - 1)
    }

    private mutating func emitList(
        _ opcode: Program.Opcode,
        _ items: [Int32],
        _ function: ExtensionFunction = .decimal
    ) -> Int32 {
        let start = Int32(lists.count)
        lists.append(contentsOf: items)
        return emit(opcode, start, Int32(items.count), function: function)
    }

    private mutating func constant(_ value: Value) -> Int32 {
        if let place = constantPlaces[value] { return place }
        constants.append(value)
        let place = emit(.constant, Int32(constants.count - 1))
        constantPlaces[value] = place
        return place
    }

    private mutating func text(_ text: CedarText) -> Int32 {
        if let place = textPlaces[text] { return place }
        texts.append(text)
        let place = Int32(texts.count - 1)
        textPlaces[text] = place
        return place
    }
}
