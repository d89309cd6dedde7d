/// Writes the declarations of a schema in Cedar syntax.
struct SchemaPrinter {
    private typealias Text = SchemaDeclarations

    private let declarations: SchemaDeclarations
    private let schema: Schema
    private var declared = Set<CedarText>()

    /// Takes declarations, and the schema that they mean.
    init(_ declarations: SchemaDeclarations, _ schema: Schema) {
        self.declarations = declarations
        self.schema = schema
        for namespace in declarations.namespaces {
            for common in namespace.commons { declared.insert(namespace.qualified(common.name)) }
            for entity in namespace.entities { declared.insert(namespace.qualified(entity.name)) }
        }
    }

    func written() throws(CedarError) -> String {
        var blocks: [String] = []
        for namespace in declarations.namespaces {
            let isNamed = !namespace.name.isEmpty
            let margin = isNamed ? "  " : ""
            var items: [String] = []
            for common in namespace.commons {
                items.append(
                    annotations(common.annotations, margin)
                        + "\(margin)type \(common.name) = "
                        + type(common.type, namespace, margin) + ";\n"
                )
            }
            for entity in namespace.entities { items.append(written(entity, namespace, margin)) }
            for action in namespace.actions {
                items.append(try written(action, namespace, margin))
            }
            guard isNamed else {
                blocks += items
                continue
            }
            blocks.append(
                annotations(namespace.annotations, "") + "namespace \(namespace.name) {\n"
                    + items.joined(separator: "\n") + "}\n"
            )
        }
        return blocks.joined(separator: "\n")
    }

    private func annotations(_ annotations: [Policy.Annotation], _ margin: String) -> String {
        var text = ""
        for annotation in annotations {
            let value = annotation.hasValue ? "(\(CedarPrinter.quoted(annotation.value)))" : ""
            text += "\(margin)@\(annotation.key)\(value)\n"
        }
        return text
    }

    // MARK: Declarations

    private func written(
        _ entity: Text.EntityText,
        _ namespace: Text.Namespace,
        _ margin: String
    ) -> String {
        var text = annotations(entity.annotations, margin) + "\(margin)entity \(entity.name)"
        if let identifiers = entity.identifiers {
            let list = identifiers.map(CedarPrinter.quoted).joined(separator: ", ")
            return text + " enum [\(list)];\n"
        }
        if !entity.parents.isEmpty { text += " in \(paths(entity.parents))" }
        if case .record(let attributes) = entity.shape {
            if !attributes.isEmpty { text += " = \(record(attributes, namespace, margin))" }
        } else if let known = schema.entityTypes[namespace.qualified(entity.name)] {
            // The syntax has no name for a shape, so that the type is written out.
            text += " = \(written(known.attributes, namespace, margin))"
        }
        if let tags = entity.tags { text += " tags \(type(tags, namespace, margin))" }
        return text + ";\n"
    }

    private func written(
        _ action: Text.ActionText,
        _ namespace: Text.Namespace,
        _ margin: String
    ) throws(CedarError) -> String {
        var text = annotations(action.annotations, margin) + "\(margin)action \(key(action.name))"
        if !action.parents.isEmpty {
            let parents = action.parents.map { parent in
                guard let type = parent.type else { return CedarPrinter.quoted(parent.id) }
                return "\(type)::\(CedarPrinter.quoted(parent.id))"
            }
            text += " in [\(parents.joined(separator: ", "))]"
        }
        guard !action.principals.isEmpty || !action.resources.isEmpty || action.context != nil
        else { return text + ";\n" }
        guard !action.principals.isEmpty, !action.resources.isEmpty else {
            throw CedarError(
                .unwritable,
                "cedar syntax cannot say what action `\(action.name)` applies to",
                hint: "it needs types of principals and of resources, or nothing at all"
            )
        }
        let inner = margin + "  "
        text += " appliesTo {\n\(inner)principal: \(paths(action.principals)),\n"
        text += "\(inner)resource: \(paths(action.resources))"
        if let context = action.context {
            text += ",\n\(inner)context: \(type(context, namespace, inner))"
        }
        return text + "\n\(margin)};\n"
    }

    private func paths(_ paths: [(CedarText, SourcePosition?)]) -> String {
        "[\(paths.map { $0.0.string }.joined(separator: ", "))]"
    }

    private func key(_ name: CedarText) -> String {
        CedarPrinter.isName(name) ? name.string : CedarPrinter.quoted(name)
    }

    // MARK: Types

    private func type(
        _ text: Text.TypeText,
        _ namespace: Text.Namespace,
        _ margin: String
    ) -> String {
        switch text {
        case .name(let name, _), .entityName(let name), .commonName(let name): name.string
        case .builtIn(let type): builtIn(type, namespace)
        case .set(let element): "Set<\(type(element, namespace, margin))>"
        case .record(let attributes): record(attributes, namespace, margin)
        }
    }

    private func record(
        _ attributes: [Text.AttributeText],
        _ namespace: Text.Namespace,
        _ margin: String
    ) -> String {
        if attributes.isEmpty { return "{}" }
        let inner = margin + "  "
        let lines = attributes.map { attribute in
            annotations(attribute.annotations, inner)
                + "\(inner)\(key(attribute.name))\(attribute.isRequired ? "" : "?"): "
                + type(attribute.type, namespace, inner)
        }
        return "{\n\(lines.joined(separator: ",\n"))\n\(margin)}"
    }

    /// A built-in type; where a declaration has taken its name, by the name that cannot be taken.
    private func builtIn(_ type: CedarType, _ namespace: Text.Namespace) -> String {
        let isTaken =
            declared.contains(CedarText(type.name))
            || declared.contains(namespace.qualified(type.name))
        return isTaken ? "__cedar::\(type.name)" : type.name
    }

    private func written(
        _ type: CedarType,
        _ namespace: Text.Namespace,
        _ margin: String
    ) -> String {
        switch type {
        case .entity(let name): name.string
        case .set(let element): "Set<\(written(element, namespace, margin))>"
        case .record(let record): written(record, namespace, margin)
        default: builtIn(type, namespace)
        }
    }

    private func written(
        _ type: RecordType,
        _ namespace: Text.Namespace,
        _ margin: String
    ) -> String {
        if type.attributes.isEmpty { return "{}" }
        let inner = margin + "  "
        let lines = type.attributes.map { attribute in
            "\(inner)\(key(attribute.name))\(attribute.isRequired ? "" : "?"): "
                + written(attribute.type, namespace, inner)
        }
        return "{\n\(lines.joined(separator: ",\n"))\n\(margin)}"
    }
}
