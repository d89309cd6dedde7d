import CanonicalJSON

/// Reads values of entity and context documents, guided by a type where one is known.
///
/// With a type, `{"type","id"}` may stand for an entity and a string for an extension value.
struct ValueReader {
    let maximumDepth: Int

    /// Reads a value; the type decides only about short forms, it is not checked here.
    func value(
        _ json: JSON,
        as type: CedarType? = nil,
        depth: Int = 0
    ) throws(CedarError) -> Value {
        guard depth < maximumDepth else {
            throw CedarError(.nesting, "value is deeper than \(maximumDepth)")
        }
        switch json {
        case .null, .decimal:
            throw CedarError(.entityFormat, "null and fractions are not cedar values")
        case .bool(let value): return .bool(value)
        case .integer(let value): return .long(value)
        case .string(let text):
            guard let function = type?.constructor else { return .string(CedarText(text)) }
            return try construct(function, [.string(CedarText(text))])
        case .array(let items):
            var element: CedarType?
            if case .set(let inner) = type { element = inner }
            var members: [Value] = []
            members.reserveCapacity(items.count)
            for item in items {
                members.append(try value(item, as: element, depth: depth + 1))
            }
            return .set(CedarSet(members))
        case .object(let object):
            return try self.object(object, as: type, depth: depth)
        }
    }

    private func object(
        _ object: JSONObject,
        as type: CedarType?,
        depth: Int
    ) throws(CedarError) -> Value {
        if case .entity = type { return .entity(try Self.uid(.object(object))) }
        if object["__expr"]?.stringValue != nil, object.count == 1 || type?.constructor != nil {
            throw CedarError(.entityFormat, "`__expr` is not supported")
        }
        if type?.constructor != nil {
            if let inner = object["__entity"] { return .entity(try Self.plainUID(inner)) }
            return try call(object["__extn"] ?? .object(object), depth: depth)
        }
        // An escape that is not complete, or has company, is a record like any other.
        if object.count == 1 {
            if let inner = object["__entity"], Self.isReference(inner) {
                return .entity(try Self.plainUID(inner))
            }
            if let inner = object["__extn"], Self.isCall(inner) {
                return try call(inner, depth: depth)
            }
        }
        var record: RecordType?
        if case .record(let inner) = type { record = inner }
        return .record(try fields(object, as: record, depth: depth + 1))
    }

    /// Reads the members of a record.
    func fields(
        _ object: JSONObject,
        as type: RecordType?,
        depth: Int = 0
    ) throws(CedarError) -> CedarRecord {
        var fields: [CedarRecord.Field] = []
        fields.reserveCapacity(object.count)
        for (key, json) in object {
            let key = CedarText(key)
            fields.append(
                .init(key: key, value: try value(json, as: type?[key]?.type, depth: depth))
            )
        }
        return CedarRecord(fields)
    }

    /// Reads `{"fn","arg"}` or `{"fn","args"}`.
    private func call(_ json: JSON, depth: Int) throws(CedarError) -> Value {
        guard let name = json["fn"]?.stringValue else {
            throw CedarError(.entityFormat, "an extension value needs `fn` and `arg`")
        }
        guard let function = ExtensionFunction(rawValue: name) else {
            throw CedarError(.unknownName, "`\(name)` is not an extension function")
        }
        var arguments: [Value] = []
        if let argument = json["arg"] {
            arguments.append(try value(argument, depth: depth + 1))
        } else if let list = json["args"]?.arrayValue {
            for item in list { arguments.append(try value(item, depth: depth + 1)) }
        } else {
            throw CedarError(.entityFormat, "an extension value needs `fn` and `arg`")
        }
        return try construct(function, arguments)
    }

    private func construct(
        _ function: ExtensionFunction,
        _ arguments: [Value]
    ) throws(CedarError) -> Value {
        do {
            return try Value.call(function, arguments)
        } catch {
            throw CedarError(.extensionArgument, error.reason)
        }
    }

    /// Reads `{"type","id"}` or `{"__entity":{"type","id"}}`.
    static func uid(_ json: JSON) throws(CedarError) -> EntityUID {
        if json["__expr"]?.stringValue != nil {
            throw CedarError(.entityFormat, "`__expr` is not supported")
        }
        if let inner = json["__entity"], isReference(inner) || json["type"] == nil {
            return try plainUID(inner)
        }
        return try plainUID(json)
    }

    private static func isReference(_ json: JSON) -> Bool {
        json["type"]?.stringValue != nil && json["id"]?.stringValue != nil
    }

    private static func isCall(_ json: JSON) -> Bool {
        json["fn"]?.stringValue != nil && (json["arg"] != nil || json["args"]?.arrayValue != nil)
    }

    private static func plainUID(_ json: JSON) throws(CedarError) -> EntityUID {
        guard let type = json["type"]?.stringValue, let id = json["id"]?.stringValue else {
            throw CedarError(.entityFormat, "an entity reference needs `type` and `id`")
        }
        guard isPath(type) else {
            throw CedarError(.entityFormat, "`\(type)` is not a type name")
        }
        return EntityUID(type: type, id: id)
    }

    /// Whether a text is a type path in its normal form.
    static func isPath(_ text: String) -> Bool {
        var parts = [""]
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            if scalar == ":", rest.first == ":" {
                rest.removeFirst()
                parts.append("")
            } else {
                parts[parts.count - 1].unicodeScalars.append(scalar)
            }
        }
        return parts.allSatisfy { CedarPrinter.isName(CedarText($0)) }
    }
}
