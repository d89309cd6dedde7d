import CanonicalJSON

/// Writes policies in their JSON form.
struct PolicyWriter {
    private let tree: Expression
    private let limits: CedarLimits
    private var written = 0

    init(_ tree: Expression, limits: CedarLimits) {
        self.tree = tree
        self.limits = limits
    }

    static func policy(_ body: PolicyBody, limits: CedarLimits) throws(CedarError) -> JSON {
        var writer = PolicyWriter(body.expression, limits: limits)
        var conditions: [JSON] = []
        for condition in body.conditions {
            let body = try writer.expression(condition.root)
            conditions.append(
                .object(["kind": .string(condition.isWhen ? "when" : "unless"), "body": body])
            )
        }
        var object: JSONObject = [
            "effect": .string(body.effect.rawValue),
            "principal": constraint(body.principal, slot: "?principal"),
            "action": constraint(body.action),
            "resource": constraint(body.resource, slot: "?resource"),
            "conditions": .array(conditions),
        ]
        if !body.annotations.isEmpty {
            object["annotations"] = .object(
                JSONObject(
                    body.annotations.map {
                        (key: $0.key, value: $0.hasValue ? .string($0.value.string) : .null)
                    }
                )
            )
        }
        return .object(object)
    }

    static func uid(_ uid: EntityUID) -> JSON {
        .object(["type": .string(uid.type), "id": .string(uid.id)])
    }

    private static func constraint(_ constraint: PolicyBody.Constraint, slot: String) -> JSON {
        func member(_ reference: PolicyBody.Reference) -> (key: String, value: JSON) {
            switch reference {
            case .entity(let uid): ("entity", Self.uid(uid))
            case .slot: ("slot", .string(slot))
            }
        }
        func object(_ operation: String, _ reference: PolicyBody.Reference) -> JSON {
            .object(JSONObject([("op", .string(operation)), member(reference)]))
        }
        return switch constraint {
        case .any: .object(["op": "All"])
        case .equal(let reference): object("==", reference)
        case .within(let reference): object("in", reference)
        case .isType(let type): .object(["op": "is", "entity_type": .string(type.string)])
        case .isTypeWithin(let type, let reference):
            .object([
                "op": "is", "entity_type": .string(type.string),
                "in": .object(JSONObject([member(reference)])),
            ])
        }
    }

    private static func constraint(_ constraint: PolicyBody.ActionConstraint) -> JSON {
        switch constraint {
        case .any: .object(["op": "All"])
        case .equal(let uid): .object(["op": "==", "entity": Self.uid(uid)])
        case .within(let uids) where uids.count == 1:
            .object(["op": "in", "entity": Self.uid(uids[0])])
        case .within(let uids):
            .object(["op": "in", "entities": .array(uids.map(Self.uid))])
        }
    }

    // MARK: Expressions

    private mutating func expression(_ id: Expression.ID) throws(CedarError) -> JSON {
        // `has` with a path is written out and repeats its operand, so the output is counted.
        written += 1
        guard written <= limits.maximumNodes else {
            throw CedarError(.size, "the json form has more than \(limits.maximumNodes) nodes")
        }
        switch tree[id] {
        case .bool(let value): return Self.form("Value", .bool(value))
        case .long(let value): return Self.form("Value", .integer(value))
        case .string(let text): return Self.form("Value", .string(text.string))
        case .entity(let uid):
            return Self.form("Value", .object(["__entity": Self.uid(uid)]))
        case .variable(let variable): return Self.form("Var", .string(variable.rawValue))
        case .unary(let operation, let inner):
            return Self.form(operation.rawValue, .object(["arg": try expression(inner)]))
        case .binary(let operation, let left, let right):
            return Self.pair(operation.rawValue, try expression(left), try expression(right))
        case .and(let ids): return try chain("&&", ids)
        case .or(let ids): return try chain("||", ids)
        case .condition(let test, let then, let otherwise):
            return Self.form(
                "if-then-else",
                .object([
                    "if": try expression(test), "then": try expression(then),
                    "else": try expression(otherwise),
                ])
            )
        case .attribute(let inner, let key):
            return Self.attribute(".", try expression(inner), key)
        case .has(let inner, let keys): return try has(inner, keys)
        case .like(let inner, let pattern):
            let parts = pattern.elements.map { element -> JSON in
                switch element {
                case .wildcard: "Wildcard"
                case .scalar(let scalar):
                    .object(["Literal": .string(String(Character(scalar)))])
                }
            }
            return Self.form(
                "like",
                .object(["left": try expression(inner), "pattern": .array(parts)])
            )
        case .isType(let inner, let type, let within):
            var object: JSONObject = [
                "left": try expression(inner), "entity_type": .string(type.string),
            ]
            if let within { object["in"] = try expression(within) }
            return Self.form("is", .object(object))
        case .set(let ids): return Self.form("Set", .array(try list(ids)))
        case .record(let entries):
            var object = JSONObject()
            for entry in entries { object[entry.key.string] = try expression(entry.value) }
            return Self.form("Record", .object(object))
        case .call(let function, let ids):
            return Self.form(function.rawValue, .array(try list(ids)))
        }
    }

    private mutating func list(_ ids: [Expression.ID]) throws(CedarError) -> [JSON] {
        var items: [JSON] = []
        for id in ids { items.append(try expression(id)) }
        return items
    }

    private mutating func chain(
        _ operation: String,
        _ ids: [Expression.ID]
    ) throws(CedarError) -> JSON {
        guard ids.count <= limits.maximumDepth * 2 else {
            throw CedarError(.nesting, "a chain of \(ids.count) operands is too deep in json")
        }
        var result = try expression(ids[0])
        for id in ids.dropFirst() { result = Self.pair(operation, result, try expression(id)) }
        return result
    }

    private mutating func has(
        _ inner: Expression.ID,
        _ keys: [CedarText]
    ) throws(CedarError) -> JSON {
        guard keys.count <= limits.maximumDepth else {
            throw CedarError(.nesting, "a path of \(keys.count) attributes is too deep in json")
        }
        var target = try expression(inner)
        var result = Self.attribute("has", target, keys[0])
        for (previous, key) in zip(keys, keys.dropFirst()) {
            written += keys.count
            target = Self.attribute(".", target, previous)
            result = Self.pair("&&", result, Self.attribute("has", target, key))
        }
        return result
    }

    private static func form(_ name: String, _ body: JSON) -> JSON {
        .object(JSONObject([(key: name, value: body)]))
    }

    private static func pair(_ name: String, _ left: JSON, _ right: JSON) -> JSON {
        form(name, .object(["left": left, "right": right]))
    }

    private static func attribute(_ name: String, _ target: JSON, _ key: CedarText) -> JSON {
        form(name, .object(["left": target, "attr": .string(key.string)]))
    }
}
