extension Typechecker {
    mutating func binary(
        _ operation: Expression.BinaryOperator,
        _ left: Expression.ID,
        _ right: Expression.ID,
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        let first = try type(of: left, known).type
        let second = try type(of: right, known).type
        switch operation {
        case .equal: return .bool(try equality(left, first, right, second, id))
        case .notEqual:
            return switch try equality(left, first, right, second, id) {
            case .any: .bool(.any)
            case .alwaysTrue: .bool(.alwaysFalse)
            case .alwaysFalse: .bool(.alwaysTrue)
            }
        case .less, .lessOrEqual, .greater, .greaterOrEqual:
            guard first == .long || first == .datetime || first == .duration else {
                throw expected("Long, datetime or duration", first, left)
            }
            guard second == first else { throw expected(first.name, second, right) }
            return .bool(.any)
        case .add, .subtract, .multiply:
            guard first == .long else { throw expected("Long", first, left) }
            guard second == .long else { throw expected("Long", second, right) }
            return Result(type: .long)
        case .in: return .bool(try membership(left, first, right, second))
        case .contains:
            guard case .set(let element) = first else { throw expected("a set", first, left) }
            try demandCommon(element, second, id)
            return .bool(.any)
        case .containsAll, .containsAny:
            guard case .set = first else { throw expected("a set", first, left) }
            guard case .set = second else { throw expected("a set", second, right) }
            try demandCommon(first, second, id)
            return .bool(.any)
        case .getTag, .hasTag:
            guard case .entity(let types) = first else {
                throw expected("an entity", first, left)
            }
            guard second == .string else { throw expected("String", second, right) }
            return try tag(operation, types, left, right, id, known)
        }
    }

    /// In strict mode two types that are compared must have a common bound.
    private func demandCommon(
        _ left: InferredType,
        _ right: InferredType,
        _ id: Expression.ID
    ) throws(TypeFailure) {
        if mode == .permissive || InferredType.bound(left, right, mode) != nil { return }
        throw fail(
            .incompatibleTypes,
            "the types \(left.name) and \(right.name) are not compatible",
            id
        )
    }

    /// The literal an expression is; the variable `action` counts as the action.
    private func literal(_ id: Expression.ID) -> Expression.Node? {
        switch tree[id] {
        case .bool, .long, .string, .entity: tree[id]
        case .variable(.action): (environment?.action.uid).map(Expression.Node.entity)
        default: nil
        }
    }

    private func equality(
        _ left: Expression.ID,
        _ first: InferredType,
        _ right: Expression.ID,
        _ second: InferredType,
        _ id: Expression.ID
    ) throws(TypeFailure) -> CedarType.Truth {
        if let mine = literal(left), let theirs = literal(right) {
            return mine == theirs ? .alwaysTrue : .alwaysFalse
        }
        if case .entity(let mine) = first, case .entity(let theirs) = second,
            !mine.contains(where: theirs.contains)
        {
            return .alwaysFalse
        }
        try demandCommon(first, second, id)
        return .any
    }

    /// What is known of `left in right`.
    private func membership(
        _ left: Expression.ID,
        _ first: InferredType,
        _ right: Expression.ID,
        _ second: InferredType
    ) throws(TypeFailure) -> CedarType.Truth {
        guard case .entity(let types) = first else { throw expected("an entity", first, left) }
        let above: [CedarText]?
        switch second {
        case .entity(let names), .set(.entity(let names)): above = names
        case .set(.never): above = nil
        default: throw expected("an entity or a set of entities", second, right)
        }
        if case .entity(let action) = literal(left), schema.actions[action] != nil,
            let groups = entities(right)
        {
            let isMember = groups.contains { schema.isDescendant(action, of: $0) }
            return isMember ? .alwaysTrue : .alwaysFalse
        }
        guard let above else { return .any }
        let isPossible = types.contains { type in
            above.contains { schema.isDescendant(type, of: $0) }
        }
        return isPossible ? .any : .alwaysFalse
    }

    /// The entities of a literal or of a set of literals, or nil.
    private func entities(_ id: Expression.ID) -> [EntityUID]? {
        if case .entity(let uid) = literal(id) { return [uid] }
        guard case .set(let ids) = tree[id] else { return nil }
        var uids: [EntityUID] = []
        for child in ids {
            guard case .entity(let uid) = literal(child) else { return nil }
            uids.append(uid)
        }
        return uids
    }

    private mutating func tag(
        _ operation: Expression.BinaryOperator,
        _ types: [CedarText],
        _ subject: Expression.ID,
        _ key: Expression.ID,
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        let capability = Capability(subject: number(subject), key: .tag(number(key)))
        // A type without tags is passed over: an entity of it never has the tag.
        let tags = types.compactMap { schema.entityTypes[$0]?.tags }
        if operation == .hasTag {
            if tags.isEmpty { return .bool(.alwaysFalse) }
            return known.contains(capability) ? .bool(.alwaysTrue) : .bool(.any, [capability])
        }
        let name = InferredType.entity(types).name
        if tags.isEmpty {
            throw fail(.tagNotFound, "entities of type `\(name)` have no tags", id)
        }
        guard known.contains(capability) else {
            throw fail(
                .tagNotFound,
                "unable to guarantee that the tag exists; guard it with `hasTag`",
                id
            )
        }
        var type = InferredType.never
        for tag in tags {
            guard let bound = InferredType.bound(type, InferredType(tag), mode) else {
                throw fail(.incompatibleTypes, "the tags of `\(name)` have different types", id)
            }
            type = bound
        }
        return Result(type: type)
    }

    mutating func isType(
        _ inner: Expression.ID,
        _ name: CedarText,
        _ within: Expression.ID?,
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        let type = try type(of: inner, known).type
        guard case .entity(let found) = type else { throw expected("an entity", type, inner) }
        guard found.contains(name) else { return .bool(.alwaysFalse) }
        let truth = found.count == 1 ? CedarType.Truth.alwaysTrue : .any
        guard let within else { return .bool(truth) }
        let target = try self.type(of: within, known).type
        let isWithin = try membership(inner, type, within, target)
        return .bool(isWithin == .alwaysTrue ? truth : isWithin)
    }
}
