import CanonicalJSON

/// Writes the declarations of a schema in the JSON form.
enum SchemaWriter {
    private typealias Text = SchemaDeclarations

    static func json(_ declarations: SchemaDeclarations) -> JSON {
        var result = JSONObject()
        for namespace in declarations.namespaces {
            let isEmpty =
                namespace.commons.isEmpty && namespace.entities.isEmpty
                && namespace.actions.isEmpty
            if namespace.name.isEmpty, isEmpty { continue }
            result[namespace.name] = json(namespace)
        }
        return .object(result)
    }

    private static func json(_ namespace: Text.Namespace) -> JSON {
        var commons = JSONObject()
        for common in namespace.commons {
            commons[common.name] = annotated(json(common.type), common.annotations)
        }
        var entities = JSONObject()
        for entity in namespace.entities { entities[entity.name] = json(entity) }
        var actions = JSONObject()
        for action in namespace.actions { actions[action.name.string] = json(action) }
        var result = JSONObject()
        if !commons.isEmpty { result["commonTypes"] = .object(commons) }
        result["entityTypes"] = .object(entities)
        result["actions"] = .object(actions)
        return annotated(.object(result), namespace.annotations)
    }

    private static func json(_ entity: Text.EntityText) -> JSON {
        var result = JSONObject()
        if let identifiers = entity.identifiers {
            result["enum"] = .array(identifiers.map { .string($0.string) })
            return annotated(.object(result), entity.annotations)
        }
        if !entity.parents.isEmpty { result["memberOfTypes"] = paths(entity.parents) }
        if case .record(let attributes) = entity.shape, attributes.isEmpty {
        } else {
            result["shape"] = json(entity.shape)
        }
        if let tags = entity.tags { result["tags"] = json(tags) }
        return annotated(.object(result), entity.annotations)
    }

    private static func json(_ action: Text.ActionText) -> JSON {
        var result = JSONObject()
        if !action.parents.isEmpty {
            result["memberOf"] = .array(
                action.parents.map { parent in
                    var reference: JSONObject = ["id": .string(parent.id.string)]
                    if let type = parent.type { reference["type"] = .string(type.string) }
                    return .object(reference)
                }
            )
        }
        if !action.principals.isEmpty || !action.resources.isEmpty || action.context != nil {
            var application: JSONObject = [
                "principalTypes": paths(action.principals),
                "resourceTypes": paths(action.resources),
            ]
            if let context = action.context { application["context"] = json(context) }
            result["appliesTo"] = .object(application)
        }
        return annotated(.object(result), action.annotations)
    }

    private static func paths(_ paths: [(CedarText, SourcePosition?)]) -> JSON {
        .array(paths.map { .string($0.0.string) })
    }

    private static func json(_ type: Text.TypeText) -> JSON {
        switch type {
        case .name(let name, _): ["type": "EntityOrCommon", "name": .string(name.string)]
        case .entityName(let name): ["type": "Entity", "name": .string(name.string)]
        case .commonName(let name): ["type": .string(name.string)]
        case .builtIn(.bool): ["type": "Boolean"]
        case .builtIn(let type) where type.constructor != nil:
            ["type": "Extension", "name": .string(type.name)]
        case .builtIn(let type): ["type": .string(type.name)]
        case .set(let element): ["type": "Set", "element": json(element)]
        case .record(let attributes): record(attributes)
        }
    }

    private static func record(_ attributes: [Text.AttributeText]) -> JSON {
        var members = JSONObject()
        for attribute in attributes {
            var type = json(attribute.type)
            if !attribute.isRequired, case .object(var object) = type {
                object["required"] = false
                type = .object(object)
            }
            members[attribute.name.string] = annotated(type, attribute.annotations)
        }
        return ["type": "Record", "attributes": .object(members)]
    }

    private static func annotated(_ json: JSON, _ annotations: [Policy.Annotation]) -> JSON {
        guard !annotations.isEmpty, case .object(var object) = json else { return json }
        var values = JSONObject()
        for annotation in annotations {
            values[annotation.key] =
                annotation.hasValue ? .string(annotation.value.string) : .null
        }
        object["annotations"] = .object(values)
        return .object(object)
    }
}
