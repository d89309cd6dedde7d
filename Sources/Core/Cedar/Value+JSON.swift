public import CanonicalJSON

extension Value {
    /// The value as entity and context documents write it.
    public var json: JSON {
        switch self {
        case .bool(let value): .bool(value)
        case .long(let value): .integer(value)
        case .string(let text): .string(text.string)
        case .entity(let uid): .object(["__entity": uid.json])
        case .set(let set): .array(set.members.map(\.json))
        case .record(let record): .object(record.json)
        case .decimal(let number): Self.call("decimal", .string(number.description))
        case .ipaddr(let address): Self.call("ip", .string(address.description))
        case .datetime(let moment):
            Self.call(
                "offset",
                Self.call("datetime", "1970-01-01"),
                Self.call("duration", .string("\(moment.milliseconds)ms"))
            )
        case .duration(let length): Self.call("duration", .string("\(length.milliseconds)ms"))
        }
    }

    private static func call(_ function: String, _ arguments: JSON...) -> JSON {
        let rest: (key: String, value: JSON) =
            arguments.count == 1 ? ("arg", arguments[0]) : ("args", .array(arguments))
        return .object([
            "__extn": .object(JSONObject([(key: "fn", value: .string(function)), rest]))
        ])
    }
}

extension CedarRecord {
    /// The record as a JSON object.
    public var json: JSONObject {
        JSONObject(fields.map { (key: $0.key.string, value: $0.value.json) })
    }
}

extension EntityUID {
    /// The uid as `{"type","id"}`.
    public var json: JSON { .object(["type": .string(type), "id": .string(id)]) }
}

extension Entity {
    /// The entity as `{"uid","attrs","parents"}`, and `tags` where it has some.
    public var json: JSON {
        var object: JSONObject = [
            "uid": uid.json, "attrs": .object(attributes.json),
            "parents": .array(parents.map(\.json)),
        ]
        if !tags.fields.isEmpty { object["tags"] = .object(tags.json) }
        return .object(object)
    }
}
