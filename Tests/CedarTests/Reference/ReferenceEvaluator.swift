import Cedar

/// Evaluates an expression by walking its tree, as the description of Cedar says it.
struct ReferenceEvaluator {
    let store: ReferenceStore
    let request: ReferenceRequest
    let tree: Expression

    func value(_ id: Expression.ID) throws(ReferenceFailure) -> ReferenceValue {
        switch tree[id] {
        case .bool(let value): return .bool(value)
        case .long(let value): return .long(value)
        case .string(let text): return .string(Array(text.string.unicodeScalars))
        case .entity(let uid): return .entity(ReferenceUID(type: uid.type, id: uid.id))
        case .variable(.principal): return .entity(request.principal)
        case .variable(.action): return .entity(request.action)
        case .variable(.resource): return .entity(request.resource)
        case .variable(.context): return .record(request.context)
        case .unary(let operation, let inner): return try unary(operation, try value(inner))
        case .binary(let operation, let left, let right):
            let first = try value(left)
            return try binary(operation, first, try value(right))
        case .and(let ids):
            for id in ids { if try !truth(id) { return .bool(false) } }
            return .bool(true)
        case .or(let ids):
            for id in ids { if try truth(id) { return .bool(true) } }
            return .bool(false)
        case .condition(let test, let then, let otherwise):
            return try truth(test) ? try value(then) : try value(otherwise)
        case .attribute(let inner, let key):
            return try attribute(try value(inner), Array(key.string.unicodeScalars))
        case .has(let inner, let keys):
            return .bool(try has(try value(inner), keys.map { Array($0.string.unicodeScalars) }))
        case .like(let inner, let pattern):
            guard case .string(let text) = try value(inner) else { throw .type }
            return .bool(Self.matches(text, pattern.elements))
        case .isType(let inner, let type, let within):
            guard case .entity(let uid) = try value(inner) else { throw .type }
            guard uid.type == Array(type.string.unicodeScalars) else { return .bool(false) }
            guard let within else { return .bool(true) }
            return .bool(try isWithin(.entity(uid), try value(within)))
        case .set(let ids):
            var members: [ReferenceValue] = []
            for id in ids { members.append(try value(id)) }
            return .set(of: members)
        case .record(let entries):
            var fields: [(key: ReferenceText, value: ReferenceValue)] = []
            for entry in entries {
                fields.append((Array(entry.key.string.unicodeScalars), try value(entry.value)))
            }
            return .record(fields)
        case .call(let function, let ids):
            var arguments: [ReferenceValue] = []
            for id in ids { arguments.append(try value(id)) }
            return try ReferenceCall.call(function.rawValue, arguments)
        }
    }

    func truth(_ id: Expression.ID) throws(ReferenceFailure) -> Bool {
        guard case .bool(let result) = try value(id) else { throw .type }
        return result
    }

    private func unary(
        _ operation: Expression.UnaryOperator,
        _ operand: ReferenceValue
    ) throws(ReferenceFailure) -> ReferenceValue {
        switch (operation, operand) {
        case (.not, .bool(let value)): return .bool(!value)
        case (.negate, .long(let number)): return try integer(-Int128(number))
        case (.isEmpty, .set(let members)): return .bool(members.isEmpty)
        default: throw .type
        }
    }

    private func integer(_ wide: Int128) throws(ReferenceFailure) -> ReferenceValue {
        guard let number = Int64(exactly: wide) else { throw .overflow }
        return .long(number)
    }

    private func binary(
        _ operation: Expression.BinaryOperator,
        _ left: ReferenceValue,
        _ right: ReferenceValue
    ) throws(ReferenceFailure) -> ReferenceValue {
        switch operation {
        case .equal: return .bool(left.equals(right))
        case .notEqual: return .bool(!left.equals(right))
        case .less: return .bool(try isLess(left, right))
        case .lessOrEqual: return .bool(try !isLess(right, left))
        case .greater: return .bool(try isLess(right, left))
        case .greaterOrEqual: return .bool(try !isLess(left, right))
        case .add, .subtract, .multiply:
            guard case .long(let first) = left, case .long(let second) = right else { throw .type }
            let (a, b) = (Int128(first), Int128(second))
            return try integer(operation == .add ? a + b : operation == .subtract ? a - b : a * b)
        case .in: return .bool(try isWithin(left, right))
        case .contains:
            guard case .set(let members) = left else { throw .type }
            return .bool(ReferenceValue.contains(members, right))
        case .containsAll, .containsAny:
            guard case .set(let mine) = left, case .set(let theirs) = right else { throw .type }
            if operation == .containsAll { return .bool(ReferenceValue.includes(mine, theirs)) }
            return .bool(theirs.contains { ReferenceValue.contains(mine, $0) })
        case .hasTag, .getTag:
            guard case .entity(let uid) = left, case .string(let key) = right else { throw .type }
            let entity = store.find(uid)
            let tag = entity.flatMap { ReferenceValue.find(key, in: $0.tags) }
            if operation == .hasTag { return .bool(tag != nil) }
            if entity == nil { throw .entityMissing }
            guard let tag else { throw .tagMissing }
            return tag
        }
    }

    private func isLess(
        _ left: ReferenceValue,
        _ right: ReferenceValue
    ) throws(ReferenceFailure) -> Bool {
        switch (left, right) {
        case (.long(let first), .long(let second)): return first < second
        case (.datetime(let first), .datetime(let second)): return first < second
        case (.duration(let first), .duration(let second)): return first < second
        default: throw .type
        }
    }

    /// Cedar's `in`; a set must hold entities only, whether or not one of them matches.
    private func isWithin(
        _ left: ReferenceValue,
        _ right: ReferenceValue
    ) throws(ReferenceFailure) -> Bool {
        guard case .entity(let uid) = left else { throw .type }
        var targets: [ReferenceUID] = []
        switch right {
        case .entity(let target): targets = [target]
        case .set(let members):
            for member in members {
                guard case .entity(let target) = member else { throw .type }
                targets.append(target)
            }
        default: throw .type
        }
        return targets.contains { store.isWithin(uid, $0) }
    }

    private func attribute(
        _ target: ReferenceValue,
        _ key: ReferenceText
    ) throws(ReferenceFailure) -> ReferenceValue {
        let fields: [(key: ReferenceText, value: ReferenceValue)]
        switch target {
        case .record(let record): fields = record
        case .entity(let uid):
            guard let entity = store.find(uid) else { throw .entityMissing }
            fields = entity.attributes
        default: throw .type
        }
        guard let value = ReferenceValue.find(key, in: fields) else { throw .attributeMissing }
        return value
    }

    /// `e has a.b` is `e has a && e.a has b`.
    private func has(
        _ target: ReferenceValue,
        _ keys: [ReferenceText]
    ) throws(ReferenceFailure) -> Bool {
        var target = target
        for (index, key) in keys.enumerated() {
            switch target {
            case .record(let fields):
                if ReferenceValue.find(key, in: fields) == nil { return false }
            case .entity(let uid):
                guard let entity = store.find(uid) else { return false }
                if ReferenceValue.find(key, in: entity.attributes) == nil { return false }
            default: throw .type
            }
            if index < keys.count - 1 { target = try attribute(target, key) }
        }
        return true
    }

    /// Fills a table: whether the first so many code points fit the first so many elements.
    static func matches(_ text: ReferenceText, _ pattern: [Pattern.Element]) -> Bool {
        var row = [Bool](repeating: false, count: text.count + 1)
        row[0] = true
        for element in pattern {
            var next = [Bool](repeating: false, count: text.count + 1)
            for end in 0...text.count {
                switch element {
                case .wildcard: next[end] = row[end] || (end > 0 && next[end - 1])
                case .scalar(let scalar):
                    next[end] = end > 0 && row[end - 1] && text[end - 1] == scalar
                }
            }
            row = next
        }
        return row[text.count]
    }
}
