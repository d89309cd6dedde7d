/// Lowers scopes to numbers and expressions to a program, folding what is constant.
struct Compiler {
    /// The numbers of uids and types, to which compiling adds.
    private(set) var numbers: ScopeNumbers
    /// The entities of scopes that allow several.
    private(set) var scopeLists: [Int32] = []
    private var builder = ProgramBuilder()

    init(_ numbers: ScopeNumbers) {
        self.numbers = numbers
    }

    // MARK: Scopes

    /// The number of an entity.
    mutating func number(_ uid: EntityUID) -> Int32 { numbers.add(uid) }

    /// The number of a type.
    mutating func number(ofType name: CedarText) -> Int32 { numbers.addType(name) }

    /// The demand to be one of several entities or below one.
    mutating func demand(toBeWithinAnyOf uids: [EntityUID]) -> ScopeDemand {
        let start = scopeLists.count
        var listed = Set<Int32>()
        for uid in uids {
            let number = numbers.add(uid)
            if listed.insert(number).inserted { scopeLists.append(number) }
        }
        return ScopeDemand(
            .withinAny,
            number: Int32(start),
            type: Int32(scopeLists.count - start)
        )
    }

    // MARK: Expressions

    /// Lowers the conditions of a policy to one root, or -1 when there are none.
    mutating func compile(_ body: PolicyBody) -> Int32 {
        var roots: [Int32] = []
        for condition in body.conditions {
            let root = compile(body.expression, condition.root)
            roots.append(condition.isWhen ? root : emit(.not, root))
        }
        if roots.isEmpty { return -1 }
        let root = roots.count == 1 ? roots[0] : emitList(.and, roots)
        builder.use(root)
        return root
    }

    /// Ends the program.
    mutating func finish() -> Program { builder.finish(numbers) }

    /// Lowers one expression and returns the place of its root.
    private mutating func compile(_ tree: Expression, _ id: Expression.ID) -> Int32 {
        if let value = tree.constant(id) {
            if case .entity(let uid) = value { _ = numbers.add(uid) }
            return builder.constant(value)
        }
        switch tree[id] {
        // INVARIANT: literals are constant, and so were lowered above.
        case .bool, .long, .string, .entity: return builder.constant(.bool(false))
        case .variable(let variable): return builder.emit(.init(opcode: variable.opcode))
        case .unary(let operation, let inner): return emit(operation.opcode, compile(tree, inner))
        case .binary(let operation, let left, let right):
            if operation == .in, let place = membership(tree, left, right) { return place }
            let first = compile(tree, left)
            let second = compile(tree, right)
            return builder.emit(
                .init(opcode: operation.opcode, a: first, b: second),
                operands: [first, second]
            )
        case .and(let ids): return emitList(.and, ids.map { compile(tree, $0) })
        case .or(let ids): return emitList(.or, ids.map { compile(tree, $0) })
        case .condition(let test, let then, let otherwise):
            let parts = [test, then, otherwise].map { compile(tree, $0) }
            return builder.emit(
                .init(opcode: .condition, a: parts[0], b: parts[1], c: parts[2]),
                operands: parts
            )
        case .attribute(let inner, let key):
            if let slot = slot(tree, id) { return builder.emit(.init(opcode: .slot, a: slot)) }
            return emit(.attribute, compile(tree, inner), builder.text(key))
        case .has(let inner, let keys): return has(tree, inner, keys)
        case .like(let inner, let pattern):
            return emit(.like, compile(tree, inner), builder.pattern(pattern))
        case .isType(let inner, let type, let within):
            let operand = compile(tree, inner)
            guard let within else { return emit(.isType, operand, builder.text(type)) }
            let target = compile(tree, within)
            return builder.emit(
                .init(opcode: .isTypeWithin, a: operand, b: builder.text(type), c: target),
                operands: [operand, target]
            )
        case .set(let ids): return emitList(.set, ids.map { compile(tree, $0) })
        case .record(let entries):
            var parts: [Int32] = []
            for entry in entries {
                parts.append(builder.text(entry.key))
                parts.append(compile(tree, entry.value))
            }
            return emit(.record, builder.list(parts), Int32(entries.count), operand: nil)
        case .call(let function, let ids):
            return emitList(.call, ids.map { compile(tree, $0) }, function)
        }
    }

    /// The slot of a path of attributes from a variable, or nil where it begins elsewhere.
    private mutating func slot(_ tree: Expression, _ id: Expression.ID) -> Int32? {
        guard case .attribute(let inner, let key) = tree[id], let base = slotBase(tree, inner)
        else { return nil }
        return builder.slot(base, key)
    }

    private mutating func slotBase(
        _ tree: Expression,
        _ id: Expression.ID
    ) -> Program.Slot.Base? {
        if case .variable(let variable) = tree[id] { return .variable(variable) }
        return slot(tree, id).map(Program.Slot.Base.slot)
    }

    /// `e has a.b`, by slots where `e` is a variable or a path from one.
    private mutating func has(
        _ tree: Expression,
        _ inner: Expression.ID,
        _ keys: [CedarText]
    ) -> Int32 {
        let operand = compile(tree, inner)
        guard var base = slotBase(tree, inner) else {
            let start = builder.list(keys.map { builder.text($0) })
            return emit(.has, operand, start, Int32(keys.count), operand: operand)
        }
        var path: [Int32] = []
        for key in keys {
            let place = builder.slot(base, key)
            path.append(place)
            base = .slot(place)
        }
        return emit(.hasSlots, operand, builder.list(path), Int32(keys.count), operand: operand)
    }

    /// `a in b`, by numbers where `a` is a variable and `b` names entities; nil elsewhere.
    private mutating func membership(
        _ tree: Expression,
        _ left: Expression.ID,
        _ right: Expression.ID
    ) -> Int32? {
        guard case .variable(let variable) = tree[left], variable != .context,
            let uids = tree.constant(right)?.entities
        else { return nil }
        let start = builder.list(uids.map { numbers.add($0) })
        let operand = builder.emit(.init(opcode: variable.opcode))
        return emit(.memberWithin, operand, start, Int32(uids.count), operand: operand)
    }

    // MARK: Emission

    private mutating func emit(
        _ opcode: Program.Opcode,
        _ operand: Int32,
        _ b: Int32 = 0
    ) -> Int32 {
        emit(opcode, operand, b, 0, operand: operand)
    }

    private mutating func emit(
        _ opcode: Program.Opcode,
        _ a: Int32,
        _ b: Int32,
        _ c: Int32 = 0,
        operand: Int32?
    ) -> Int32 {
        builder.emit(
            .init(opcode: opcode, a: a, b: b, c: c),
            operands: operand.map { [$0] } ?? []
        )
    }

    private mutating func emitList(
        _ opcode: Program.Opcode,
        _ items: [Int32],
        _ function: ExtensionFunction = .decimal
    ) -> Int32 {
        builder.emit(
            .init(
                opcode: opcode,
                function: function,
                a: builder.list(items),
                b: Int32(items.count)
            ),
            operands: items
        )
    }
}

extension Expression {
    /// The value of a literal, of a set of such, or of a constructor that succeeds; nil elsewhere.
    func constant(_ id: ID) -> Value? {
        switch self[id] {
        case .bool(let value): return .bool(value)
        case .long(let value): return .long(value)
        case .string(let text): return .string(text)
        case .entity(let uid): return .entity(uid)
        case .set(let ids):
            var members: [Value] = []
            for child in ids {
                guard let member = constant(child) else { return nil }
                members.append(member)
            }
            return .set(CedarSet(members))
        case .call(let function, let ids) where function.isConstructor && ids.count == 1:
            guard case .string(let text) = self[ids[0]] else { return nil }
            return Value.construct(function, text)
        default: return nil
        }
    }
}

extension Value {
    /// The entity, or the entities of a set that holds nothing else; nil for any other value.
    var entities: [EntityUID]? {
        switch self {
        case .entity(let uid): return [uid]
        case .set(let set):
            var uids: [EntityUID] = []
            for member in set.members {
                guard case .entity(let uid) = member else { return nil }
                uids.append(uid)
            }
            return uids
        default: return nil
        }
    }
}
