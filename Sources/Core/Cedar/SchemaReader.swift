import CanonicalJSON

/// Reads a schema from its JSON form.
struct SchemaReader {
    private typealias Text = SchemaDeclarations

    /// Reads `{namespace: {"entityTypes","actions","commonTypes"?}}`.
    static func declarations(_ json: JSON) throws(CedarError) -> SchemaDeclarations {
        guard let object = json.objectValue else { throw PolicyReader.malformed("a schema") }
        var outside = Text.Namespace(name: "")
        var named: [Text.Namespace] = []
        for (name, body) in object {
            if name.isEmpty {
                outside = try namespace("", body)
                continue
            }
            guard ValueReader.isPath(name) else {
                throw CedarError(.schema, "`\(name)` is not a namespace")
            }
            named.append(try namespace(name, body))
        }
        return Text(namespaces: [outside] + named)
    }

    private static func namespace(
        _ name: String,
        _ json: JSON
    ) throws(CedarError) -> Text.Namespace {
        let object = try PolicyReader.object(
            json,
            required: ["entityTypes", "actions"],
            optional: ["commonTypes", "annotations"]
        )
        var result = Text.Namespace(name: name)
        result.annotations = try annotations(object["annotations"])
        guard !name.isEmpty || result.annotations.isEmpty else {
            throw CedarError(.schema, "the empty namespace cannot have annotations")
        }
        for (name, body) in try members(object["commonTypes"], "`commonTypes`") {
            result.commons.append(
                .init(
                    name: try identifier(name),
                    type: try type(body, besides: ["annotations"]),
                    position: nil,
                    annotations: try annotations(body["annotations"])
                )
            )
        }
        for (name, body) in try members(object["entityTypes"], "`entityTypes`") {
            result.entities.append(try entity(identifier(name), body))
        }
        for (name, body) in try members(object["actions"], "`actions`") {
            result.actions.append(try action(name, body))
        }
        return result
    }

    private static func annotations(_ json: JSON?) throws(CedarError) -> [Policy.Annotation] {
        var result: [Policy.Annotation] = []
        for (key, value) in try members(json, "`annotations`") {
            guard CedarPrinter.isIdentifier(key), value == .null || value.stringValue != nil else {
                throw PolicyReader.malformed("`annotations`")
            }
            let text = value.stringValue
            result.append(
                .init(key: key, value: CedarText(text ?? ""), hasValue: text != nil)
            )
        }
        return result
    }

    private static func members(_ json: JSON?, _ what: String) throws(CedarError) -> JSONObject {
        guard let json else { return JSONObject() }
        guard let object = json.objectValue else { throw PolicyReader.malformed(what) }
        return object
    }

    private static func identifier(_ text: String) throws(CedarError) -> String {
        guard CedarPrinter.isName(CedarText(text)) else {
            throw CedarError(.schema, "`\(text)` is not an identifier")
        }
        return text
    }

    private static func path(_ json: JSON?, _ what: String) throws(CedarError) -> CedarText {
        guard let text = json?.stringValue,
            ValueReader.isPath(text)
                || (text.hasPrefix("__cedar::") && ValueReader.isPath(String(text.dropFirst(9))))
        else { throw PolicyReader.malformed(what) }
        return CedarText(text)
    }

    private static func paths(
        _ json: JSON?,
        _ what: String
    ) throws(CedarError) -> [(CedarText, SourcePosition?)] {
        guard let json else { return [] }
        guard let items = json.arrayValue else { throw PolicyReader.malformed(what) }
        var result: [(CedarText, SourcePosition?)] = []
        for item in items { result.append((try path(item, what), nil)) }
        return result
    }

    private static func entity(
        _ name: String,
        _ json: JSON
    ) throws(CedarError) -> Text.EntityText {
        let object = try PolicyReader.object(
            json,
            required: [],
            optional: ["memberOfTypes", "shape", "tags", "enum", "annotations"]
        )
        var identifiers: [CedarText]?
        if let written = object["enum"] {
            guard let items = written.arrayValue, !items.isEmpty, object["shape"] == nil,
                object["tags"] == nil, object["memberOfTypes"] == nil
            else { throw PolicyReader.malformed("an enumerated type") }
            var list: [CedarText] = []
            for item in items {
                guard let text = item.stringValue else { throw PolicyReader.malformed("`enum`") }
                list.append(CedarText(text))
            }
            identifiers = list
        }
        var shape = Text.TypeText.record([])
        if let written = object["shape"] { shape = try type(written) }
        var tags: Text.TypeText?
        if let written = object["tags"] { tags = try type(written) }
        return .init(
            name: name,
            parents: try paths(object["memberOfTypes"], "`memberOfTypes`"),
            shape: shape,
            tags: tags,
            identifiers: identifiers,
            position: nil,
            annotations: try annotations(object["annotations"])
        )
    }

    private static func action(
        _ name: String,
        _ json: JSON
    ) throws(CedarError) -> Text.ActionText {
        let object = try PolicyReader.object(
            json,
            required: [],
            optional: ["memberOf", "appliesTo", "attributes", "annotations"]
        )
        if let attributes = object["attributes"], attributes != .null {
            throw CedarError(.schema, "actions cannot have attributes")
        }
        var parents: [Text.ActionReference] = []
        if let written = object["memberOf"], written != .null {
            guard let items = written.arrayValue else { throw PolicyReader.malformed("`memberOf`") }
            for item in items {
                let reference = try PolicyReader.object(item, required: ["id"], optional: ["type"])
                guard let id = reference["id"]?.stringValue else {
                    throw PolicyReader.malformed("`memberOf`")
                }
                var type: CedarText?
                if let written = reference["type"], written != .null {
                    type = try path(written, "`memberOf`")
                }
                parents.append(.init(type: type, id: CedarText(id), position: nil))
            }
        }
        var application = JSONObject()
        if let written = object["appliesTo"], written != .null {
            application = try PolicyReader.object(
                written,
                required: ["principalTypes", "resourceTypes"],
                optional: ["context"]
            )
        }
        var context: Text.TypeText?
        if let written = application["context"] { context = try type(written) }
        return .init(
            name: CedarText(name),
            parents: parents,
            principals: try paths(application["principalTypes"], "`principalTypes`"),
            resources: try paths(application["resourceTypes"], "`resourceTypes`"),
            context: context,
            position: nil,
            annotations: try annotations(object["annotations"])
        )
    }

    /// Annotations mean nothing here, but their names must be identifiers and their values text.
    // MARK: Types

    /// Reads a type; the recursion is bounded by the depth of the JSON value.
    ///
    /// The type of an attribute or of a declaration has members besides its own.
    private static func type(
        _ json: JSON,
        besides others: [String] = []
    ) throws(CedarError) -> Text.TypeText {
        guard let kind = json["type"]?.stringValue else { throw PolicyReader.malformed("a type") }
        func check(
            _ member: String?,
            besides more: [String] = []
        ) throws(CedarError) -> JSON? {
            let object = try PolicyReader.object(
                json,
                required: ["type"] + (member.map { [$0] } ?? []),
                optional: others + more
            )
            _ = try annotations(object["annotations"])
            return member.flatMap { object[$0] }
        }
        switch kind {
        case "Long":
            _ = try check(nil)
            return .builtIn(.long)
        case "String":
            _ = try check(nil)
            return .builtIn(.string)
        case "Boolean", "Bool":
            _ = try check(nil)
            return .builtIn(.bool(.any))
        case "Set": return .set(try type(check("element") ?? .null))
        case "Record":
            let written = try check("attributes", besides: ["additionalAttributes"])
            let isOpen = json["additionalAttributes"].map { $0.boolValue != false } ?? false
            if isOpen {
                throw CedarError(.schema, "records with additional attributes are not supported")
            }
            return .record(try attributes(written))
        case "Entity": return .entityName(try path(check("name"), "`name`"))
        case "EntityOrCommon": return .name(try path(check("name"), "`name`"), nil)
        case "Extension":
            guard let name = try check("name")?.stringValue,
                let type = extensions[name]
            else { throw CedarError(.undeclared, "unknown extension type") }
            return .builtIn(type)
        default:
            _ = try check(nil)
            return .commonName(try path(.string(kind), "`type`"))
        }
    }

    private static let extensions: [String: CedarType] = [
        "ipaddr": .ipaddr, "decimal": .decimal, "datetime": .datetime, "duration": .duration,
    ]

    private static func attributes(_ json: JSON?) throws(CedarError) -> [Text.AttributeText] {
        var result: [Text.AttributeText] = []
        for (name, body) in try members(json, "`attributes`") {
            var isRequired = true
            if let written = body["required"] {
                guard let flag = written.boolValue else {
                    throw PolicyReader.malformed("`required`")
                }
                isRequired = flag
            }
            result.append(
                .init(
                    name: CedarText(name),
                    isRequired: isRequired,
                    type: try type(body, besides: ["required", "annotations"]),
                    annotations: try annotations(body["annotations"])
                )
            )
        }
        return result
    }
}
