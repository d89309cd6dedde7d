extension Typechecker {
    /// The type of an expression where some capabilities are known.
    mutating func type(
        of id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        switch tree[id] {
        case .bool(let value): return .bool(value ? .alwaysTrue : .alwaysFalse)
        case .long: return Result(type: .long)
        case .string: return Result(type: .string)
        case .entity(let uid):
            guard schema.isValid(uid) else {
                throw fail(.unknownEntity, "unknown entity `\(uid)`", id)
            }
            return Result(type: .entity([uid.typeName]))
        case .variable(let variable): return try typeOf(variable, id)
        case .unary(let operation, let inner): return try unary(operation, inner, known)
        case .binary(let operation, let left, let right):
            return try binary(operation, left, right, id, known)
        case .and(let ids): return try conjunction(ids, known)
        case .or(let ids): return try disjunction(ids, known)
        case .condition(let test, let then, let otherwise):
            return try condition(test, then, otherwise, id, known)
        case .attribute(let inner, let key):
            let target = try type(of: inner, known).type
            return Result(type: try attribute(key, inner, target, id, known))
        case .has(let inner, let keys): return try has(inner, keys, id, known)
        case .like(let inner, _):
            let type = try type(of: inner, known).type
            guard type == .string else { throw expected("String", type, inner) }
            return .bool(.any)
        case .isType(let inner, let name, let within):
            return try isType(inner, name, within, id, known)
        case .set(let ids): return try set(ids, id, known)
        case .record(let entries):
            var attributes: [InferredRecord.Attribute] = []
            for entry in entries {
                let type = try type(of: entry.value, known).type
                attributes.append(.init(name: entry.key, type: type, isRequired: true))
            }
            attributes.sort { $0.name < $1.name }
            return Result(type: .record(InferredRecord(attributes: attributes)))
        case .call(let function, let ids): return try call(function, ids, id, known)
        }
    }

    private func typeOf(
        _ variable: Expression.Variable,
        _ id: Expression.ID
    ) throws(TypeFailure) -> Result {
        guard let environment else { throw fail(.unexpectedType, "no environment", id) }
        return switch variable {
        case .principal: Result(type: .entity([environment.principal]))
        case .action: Result(type: .entity([environment.action.uid.typeName]))
        case .resource: Result(type: .entity([environment.resource]))
        case .context: Result(type: .record(context))
        }
    }

    private mutating func unary(
        _ operation: Expression.UnaryOperator,
        _ inner: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        let type = try type(of: inner, known).type
        switch operation {
        case .not:
            return switch try truth(of: type, inner) {
            case .any: .bool(.any)
            case .alwaysTrue: .bool(.alwaysFalse)
            case .alwaysFalse: .bool(.alwaysTrue)
            }
        case .negate:
            guard type == .long else { throw expected("Long", type, inner) }
            return Result(type: .long)
        case .isEmpty:
            guard case .set = type else { throw expected("a set", type, inner) }
            return .bool(.any)
        }
    }

    private mutating func conjunction(
        _ ids: [Expression.ID],
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        var known = known
        var gained = Capabilities()
        var truth = CedarType.Truth.alwaysTrue
        for id in ids {
            let next = try type(of: id, known)
            switch try self.truth(of: next.type, id) {
            case .alwaysFalse: return .bool(.alwaysFalse)
            case .alwaysTrue: break
            case .any: truth = .any
            }
            known.formUnion(next.capabilities)
            gained.formUnion(next.capabilities)
        }
        return .bool(truth, gained)
    }

    private mutating func disjunction(
        _ ids: [Expression.ID],
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        var result = Result.bool(.alwaysFalse)
        for id in ids {
            let next = try type(of: id, known)
            let truth = try truth(of: next.type, id)
            if truth == .alwaysTrue { return .bool(.alwaysTrue) }
            if result.type == .bool(.alwaysFalse) {
                result = next
            } else if truth == .any {
                result.capabilities.formIntersection(next.capabilities)
            }
        }
        return result
    }

    private mutating func condition(
        _ test: Expression.ID,
        _ then: Expression.ID,
        _ otherwise: Expression.ID,
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        let tested = try type(of: test, known)
        switch try truth(of: tested.type, test) {
        case .alwaysTrue:
            let result = try type(of: then, known.union(tested.capabilities))
            return Result(
                type: result.type,
                capabilities: tested.capabilities.union(result.capabilities)
            )
        case .alwaysFalse: return try type(of: otherwise, known)
        case .any:
            let first = try type(of: then, known.union(tested.capabilities))
            let second = try type(of: otherwise, known)
            guard let common = InferredType.bound(first.type, second.type, mode) else {
                throw fail(
                    .incompatibleTypes,
                    "the branches of `if` have different types: "
                        + "\(first.type.name) and \(second.type.name)",
                    id
                )
            }
            return Result(
                type: common,
                capabilities: tested.capabilities.union(first.capabilities)
                    .intersection(second.capabilities)
            )
        }
    }

    private mutating func set(
        _ ids: [Expression.ID],
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        var element = InferredType.never
        for child in ids {
            let type = try type(of: child, known).type
            guard let common = InferredType.bound(element, type, mode) else {
                throw fail(.incompatibleTypes, "the members of a set have different types", child)
            }
            element = common
        }
        if ids.isEmpty, mode == .strict {
            throw fail(.emptySet, "the type of an empty set is not known", id)
        }
        return Result(type: .set(element))
    }

    private mutating func call(
        _ function: ExtensionFunction,
        _ ids: [Expression.ID],
        _ id: Expression.ID,
        _ known: Capabilities
    ) throws(TypeFailure) -> Result {
        guard ids.count == function.parameterCount else {
            throw fail(
                .extensionArgument,
                "`\(function.rawValue)` takes \(function.parameterCount) arguments",
                id
            )
        }
        let (parameters, result) = function.signature
        for (child, parameter) in zip(ids, parameters) {
            let type = try type(of: child, known).type
            guard type == parameter else { throw expected(parameter.name, type, child) }
        }
        if function.isConstructor {
            guard case .string(let text) = tree[ids[0]] else {
                if mode == .permissive { return Result(type: result) }
                throw fail(
                    .extensionArgument,
                    "`\(function.rawValue)` needs a string literal",
                    ids[0]
                )
            }
            guard Value.construct(function, text) != nil else {
                throw fail(
                    .extensionArgument,
                    "`\(text)` is not a valid `\(function.rawValue)`",
                    ids[0]
                )
            }
        }
        return Result(type: result)
    }
}

extension ExtensionFunction {
    /// The types of the arguments, the receiver first, and of the result.
    var signature: (parameters: [InferredType], result: InferredType) {
        switch self {
        case .decimal: ([.string], .decimal)
        case .ip: ([.string], .ipaddr)
        case .datetime: ([.string], .datetime)
        case .duration: ([.string], .duration)
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual:
            ([.decimal, .decimal], .bool(.any))
        case .isIpv4, .isIpv6, .isLoopback, .isMulticast: ([.ipaddr], .bool(.any))
        case .isInRange: ([.ipaddr, .ipaddr], .bool(.any))
        case .offset: ([.datetime, .duration], .datetime)
        case .durationSince: ([.datetime, .datetime], .duration)
        case .toDate: ([.datetime], .datetime)
        case .toTime: ([.datetime], .duration)
        case .toMilliseconds, .toSeconds, .toMinutes, .toHours, .toDays: ([.duration], .long)
        }
    }
}
