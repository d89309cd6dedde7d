import CanonicalJSON

/// Reads policies from their JSON form.
struct PolicyReader {
    private let limits: CedarLimits
    private var builder: ExpressionBuilder

    init(limits: CedarLimits) {
        self.limits = limits
        self.builder = ExpressionBuilder(limits: limits)
    }

    /// Reads `{"effect","principal","action","resource","conditions","annotations"?}`.
    mutating func policy(_ json: JSON) throws(CedarError) -> PolicyBody {
        let object = try Self.object(
            json,
            required: ["effect", "principal", "action", "resource", "conditions"],
            optional: ["annotations"]
        )
        guard let effect = object["effect"]?.stringValue.flatMap(Policy.Effect.init(rawValue:)),
            let principal = object["principal"], let action = object["action"],
            let resource = object["resource"], let written = object["conditions"]?.arrayValue
        else { throw Self.malformed("a policy") }
        builder = ExpressionBuilder(limits: limits)
        var conditions: [PolicyBody.Condition] = []
        for json in written {
            let condition = try Self.object(json, required: ["kind", "body"])
            guard let kind = condition["kind"]?.stringValue, kind == "when" || kind == "unless",
                let body = condition["body"]
            else { throw Self.malformed("a condition") }
            conditions.append(.init(isWhen: kind == "when", root: try expression(body)))
        }
        return PolicyBody(
            effect: effect,
            annotations: try annotations(object["annotations"]),
            principal: try constraint(principal, slot: "?principal"),
            action: try actionConstraint(action),
            resource: try constraint(resource, slot: "?resource"),
            conditions: conditions,
            expression: builder.expression
        )
    }

    static func malformed(_ what: String) -> CedarError {
        CedarError(.json, "\(what) does not have the expected form")
    }

    /// The members of an object, all required ones and no unknown ones.
    static func object(
        _ json: JSON,
        required: [String],
        optional: [String] = []
    ) throws(CedarError) -> JSONObject {
        guard let object = json.objectValue else { throw malformed("an object") }
        for name in required where object[name] == nil {
            throw CedarError(.json, "member `\(name)` is missing")
        }
        for (key, _) in object where !(required + optional).contains(key) {
            throw CedarError(.json, "member `\(key)` is not known")
        }
        return object
    }

    private func annotations(_ json: JSON?) throws(CedarError) -> [Policy.Annotation] {
        guard let json else { return [] }
        guard let object = json.objectValue else { throw Self.malformed("`annotations`") }
        var result: [Policy.Annotation] = []
        for (key, value) in object {
            guard CedarPrinter.isIdentifier(key) else {
                throw CedarError(.json, "`\(key)` is not the name of an annotation")
            }
            switch value {
            case .null: result.append(.init(key: key, value: "", hasValue: false))
            case .string(let text):
                result.append(.init(key: key, value: CedarText(text), hasValue: true))
            default: throw Self.malformed("an annotation")
            }
        }
        return result
    }

    // MARK: Scope

    private func reference(
        _ object: JSONObject,
        slot: String
    ) throws(CedarError) -> PolicyBody.Reference {
        if let entity = object["entity"] { return .entity(try ValueReader.uid(entity)) }
        guard object["slot"]?.stringValue == slot else {
            throw CedarError(.slot, "expected an entity or the slot `\(slot)`")
        }
        return .slot
    }

    private func constraint(
        _ json: JSON,
        slot: String
    ) throws(CedarError) -> PolicyBody.Constraint {
        let members = ["entity", "slot", "entity_type", "in"]
        let object = try Self.object(json, required: ["op"], optional: members)
        switch object["op"]?.stringValue {
        case "All", "all":
            if object.count == 1 { return .any }
            throw Self.malformed("a constraint")
        case "==" where object.count == 2: return .equal(try reference(object, slot: slot))
        case "in" where object.count == 2: return .within(try reference(object, slot: slot))
        case "is":
            let type = try Self.type(object["entity_type"])
            guard let within = object["in"] else { return .isType(type) }
            let inner = try Self.object(within, required: [], optional: ["entity", "slot"])
            return .isTypeWithin(type, try reference(inner, slot: slot))
        default: throw Self.malformed("a constraint")
        }
    }

    private func actionConstraint(
        _ json: JSON
    ) throws(CedarError) -> PolicyBody.ActionConstraint {
        let object = try Self.object(json, required: ["op"], optional: ["entity", "entities"])
        switch object["op"]?.stringValue {
        case "All", "all":
            if object.count == 1 { return .any }
            throw Self.malformed("a constraint")
        case "==" where object.count == 2: return .equal(try action(object["entity"]))
        case "in" where object.count == 2:
            guard let list = object["entities"] else {
                return .within([try action(object["entity"])])
            }
            guard let items = list.arrayValue else { throw Self.malformed("`entities`") }
            var uids: [EntityUID] = []
            for item in items { uids.append(try action(item)) }
            return .within(uids)
        default: throw Self.malformed("a constraint on the action")
        }
    }

    private func action(_ json: JSON?) throws(CedarError) -> EntityUID {
        guard let json else { throw Self.malformed("a constraint on the action") }
        let uid = try ValueReader.uid(json)
        guard uid.isAction else { throw CedarError(.syntax, "`\(uid)` is not an action") }
        return uid
    }

    static func type(_ json: JSON?) throws(CedarError) -> CedarText {
        guard let text = json?.stringValue, ValueReader.isPath(text) else {
            throw malformed("an entity type")
        }
        return CedarText(text)
    }

    mutating func add(
        _ node: Expression.Node,
        over children: [Expression.ID] = []
    ) throws(CedarError) -> Expression.ID {
        try builder.add(node, over: children)
    }

    mutating func chain(
        _ operands: [Expression.ID],
        isAnd: Bool
    ) throws(CedarError) -> Expression.ID {
        try builder.chain(operands, isAnd: isAnd)
    }
}
