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
            guard Self.common(element, second) != nil else {
                throw incompatible(element, second, id)
            }
            return .bool(.any)
        case .containsAll, .containsAny:
            guard case .set = first else { throw expected("a set", first, left) }
            guard case .set = second else { throw expected("a set", second, right) }
            guard Self.common(first, second) != nil else { throw incompatible(first, second, id) }
            return .bool(.any)
        case .getTag, .hasTag:
            guard case .entity(let type) = first else { throw expected("an entity", first, left) }
            guard second == .string else { throw expected("String", second, right) }
            return try tag(operation, type, left, right, id, known)
        }
    }

    private func incompatible(
        _ left: CedarType,
        _ right: CedarType,
        _ id: Expression.ID
    ) -> TypeFailure {
        fail(
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
        _ first: CedarType,
        _ right: Expression.ID,
        _ second: CedarType,
        _ id: Expression.ID
    ) throws(TypeFailure) -> CedarType.Truth {
        if let mine = literal(left), let theirs = literal(right) {
            return mine == theirs ? .alwaysTrue : .alwaysFalse
        }
        if Self.common(first, second) != nil { return .any }
        if case .entity = first, case .entity = second { return .alwaysFalse }
        throw incompatible(first, second, id)
    }

    /// What is known of `left in right`.
    private func membership(
        _ left: Expression.ID,
        _ first: CedarType,
        _ right: Expression.ID,
        _ second: CedarType
    ) throws(TypeFailure) -> CedarType.Truth {
        guard case .entity(let type) = first else { throw expected("an entity", first, left) }
        let above: CedarText
        switch second {
        case .entity(let name), .set(.entity(let name)): above = name
        default: throw expected("an entity or a set of entities", second, right)
        }
        if case .entity(let action) = literal(left), schema.actions[action] != nil,
            let groups = entities(right)
        {
            let isMember = groups.contains { schema.isDescendant(action, of: $0) }
            return isMember ? .alwaysTrue : .alwaysFalse
        }
        return schema.isDescendant(type, of: above) ? .any : .alwaysFalse
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
        _ type: CedarText,
        _ subject: Expression.ID,
        _ key: Expression.ID,
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        let capability = Capability(subject: number(subject), key: .tag(number(key)))
        let tags = schema.entityTypes[type]?.tags
        if operation == .hasTag {
            guard tags != nil else { return .bool(.alwaysFalse) }
            return known.contains(capability) ? .bool(.alwaysTrue) : .bool(.any, [capability])
        }
        guard let tags else {
            throw fail(.tagNotFound, "entities of type `\(type)` have no tags", id)
        }
        guard known.contains(capability) else {
            throw fail(
                .tagNotFound,
                "unable to guarantee that the tag exists; guard it with `hasTag`",
                id
            )
        }
        return Result(type: tags)
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
        guard found == name else { return .bool(.alwaysFalse) }
        guard let within else { return .bool(.alwaysTrue) }
        let target = try self.type(of: within, known).type
        return .bool(try membership(inner, type, within, target))
    }

    // MARK: Attributes

    /// The declared attributes of a record or entity, and whether required ones surely exist.
    private func attributes(
        _ type: CedarType,
        _ node: Expression.ID
    ) throws(TypeFailure) -> (RecordType, isRecord: Bool) {
        switch type {
        case .record(let record): return (record, true)
        case .entity(let name):
            if let declared = schema.entityTypes[name] { return (declared.attributes, false) }
            if schema.isActionType(name) { return (.empty, false) }
            throw fail(.unknownEntityType, "unknown entity type `\(name)`", node)
        default: throw expected("a record or an entity", type, node)
        }
    }

    mutating func attribute(
        _ key: CedarText,
        _ subject: Expression.ID,
        _ type: CedarType,
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> CedarType {
        guard let declared = try attributes(type, subject).0[key] else {
            throw fail(
                .attributeNotFound,
                "attribute `\(key)` is not declared for \(type.name)",
                id
            )
        }
        let capability = Capability(subject: number(subject), key: .attribute(key))
        guard declared.isRequired || known.contains(capability) else {
            throw fail(
                .attributeNotFound,
                "unable to guarantee that the optional attribute `\(key)` exists; "
                    + "guard it with `has`",
                id
            )
        }
        return declared.type
    }

    /// Types `e has a.b.c` as `e has a && e.a has b && e.a.b has c`.
    mutating func has(
        _ inner: Expression.ID,
        _ keys: [CedarText],
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        var type = try type(of: inner, known).type
        var subject = number(inner)
        var truth = CedarType.Truth.alwaysTrue
        var gained = Capabilities()
        for key in keys {
            let (record, isRecord) = try attributes(type, inner)
            guard let declared = record[key] else { return .bool(.alwaysFalse) }
            let capability = Capability(subject: subject, key: .attribute(key))
            let isCertain =
                known.contains(capability) || (declared.isRequired && isRecord)
            if !isCertain {
                truth = .any
                gained.insert(capability)
            }
            type = declared.type
            subject = number(shape: .attribute(subject, key))
        }
        return .bool(truth, gained)
    }
}
