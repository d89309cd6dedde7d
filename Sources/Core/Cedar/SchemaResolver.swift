/// Resolves the names of a schema and checks its declarations.
///
/// A name means a common type, else an entity type, else a built-in type; it is looked up in its
/// own namespace first and then outside of any.
struct SchemaResolver {
    private static let maximumTypeSize = 1_000_000
    /// The most pairs of a type or action and one above it.
    private static let maximumAncestorPairs = 1_000_000

    private let declarations: SchemaDeclarations
    private let limits: CedarLimits
    private var commons: [CedarText: (SchemaDeclarations.CommonText, String)] = [:]
    private var entities = Set<CedarText>()
    private var declaredActions = Set<EntityUID>()
    /// The types of the declared actions, `Action` in each namespace that has some.
    private var actionTypes = Set<CedarText>()
    private var resolved: [CedarText: Sized] = [:]
    private var open = Set<CedarText>()

    init(_ declarations: SchemaDeclarations, limits: CedarLimits) {
        self.declarations = declarations
        self.limits = limits
    }

    /// The schema.
    mutating func resolve() throws(CedarError) -> Schema {
        try collect()
        var schema = Schema()
        for namespace in declarations.namespaces {
            for common in namespace.commons {
                _ = try resolveCommon(namespace.qualified(common.name), at: common.position)
            }
            for entity in namespace.entities {
                let name = namespace.qualified(entity.name)
                schema.entityTypes[name] = try resolveEntity(entity, name, namespace.name)
            }
            for action in namespace.actions {
                let resolved = try resolveAction(action, namespace)
                guard schema.actions[resolved.uid] == nil else {
                    throw CedarError(
                        .duplicate,
                        "action `\(action.name)` is declared twice",
                        at: action.position
                    )
                }
                schema.actions[resolved.uid] = resolved
                schema.actionOrder.append(resolved.uid)
            }
        }
        try close(&schema)
        return schema
    }

    // MARK: Names

    private static let reservedTypes: Set<String> = [
        "Long", "Bool", "Boolean", "String", "Set", "Record", "Entity", "Extension",
    ]

    private mutating func collect() throws(CedarError) {
        for namespace in declarations.namespaces {
            for common in namespace.commons {
                if Self.reservedTypes.contains(common.name) {
                    throw CedarError(
                        .schema,
                        "common type `\(common.name)` has a reserved name",
                        at: common.position
                    )
                }
                let name = namespace.qualified(common.name)
                guard commons.updateValue((common, namespace.name), forKey: name) == nil else {
                    throw duplicate("type", name, common.position)
                }
            }
            for action in namespace.actions {
                actionTypes.insert(namespace.qualified("Action"))
                declaredActions.insert(
                    EntityUID(type: namespace.qualified("Action"), id: action.name)
                )
            }
            for entity in namespace.entities {
                if entity.name == "Action" {
                    throw CedarError(
                        .schema,
                        "an entity type cannot be named `Action`",
                        at: entity.position
                    )
                }
                let name = namespace.qualified(entity.name)
                guard entities.insert(name).inserted else {
                    throw duplicate("entity type", name, entity.position)
                }
            }
        }
        try checkShadowing()
    }

    private func checkShadowing() throws(CedarError) {
        for namespace in declarations.namespaces where !namespace.name.isEmpty {
            let local =
                namespace.commons.map { ($0.name, $0.position) }
                + namespace.entities.map { ($0.name, $0.position) }
            for (name, position) in local {
                let outer = CedarText(name)
                guard commons[outer] != nil || entities.contains(outer) else { continue }
                throw CedarError(
                    .schema,
                    "`\(namespace.name)::\(name)` shadows `\(name)` of no namespace",
                    at: position
                )
            }
            for action in namespace.actions {
                let outer = EntityUID(type: "Action", id: action.name)
                guard declaredActions.contains(outer) else { continue }
                throw CedarError(
                    .schema,
                    "action `\(action.name)` of `\(namespace.name)` shadows one of no namespace",
                    at: action.position
                )
            }
        }
    }

    private func duplicate(
        _ what: String,
        _ name: CedarText,
        _ position: SourcePosition?
    ) -> CedarError {
        CedarError(.duplicate, "\(what) `\(name)` is declared twice", at: position)
    }

    /// The full names a written name may mean, nearest first.
    private func candidates(_ name: CedarText, in namespace: String) -> [CedarText] {
        let isQualified = name.string.utf8.contains(0x3A)
        if namespace.isEmpty || isQualified { return [name] }
        return [CedarText("\(namespace)::\(name)"), name]
    }

    private func entityType(
        _ name: CedarText,
        in namespace: String,
        at position: SourcePosition?
    ) throws(CedarError) -> CedarText {
        for candidate in candidates(name, in: namespace) where entities.contains(candidate) {
            return candidate
        }
        throw CedarError(.undeclared, "unknown entity type `\(name)`", at: position)
    }

    private static let builtIn: [String: CedarType] = [
        "Long": .long, "String": .string, "Bool": .bool(.any), "ipaddr": .ipaddr,
        "decimal": .decimal, "datetime": .datetime, "duration": .duration,
    ]

    /// The built-in type of a name, also of one that begins with `__cedar::`.
    private static func builtIn(_ name: CedarText) -> CedarType? {
        let prefix = "__cedar::"
        let isCertain = name.string.hasPrefix(prefix)
        return builtIn[isCertain ? String(name.string.dropFirst(prefix.count)) : name.string]
    }

    // MARK: Types

    /// A type with the number of its parts and its height, written out.
    private struct Sized {
        let type: CedarType
        var size = 1
        var height = 1
    }

    private mutating func resolve(
        _ text: SchemaDeclarations.TypeText,
        in namespace: String
    ) throws(CedarError) -> Sized {
        switch text {
        case .set(let element):
            let inner = try resolve(element, in: namespace)
            return try checked(
                Sized(type: .set(inner.type), size: inner.size + 1, height: inner.height + 1)
            )
        case .record(let attributes):
            let (record, size, height) = try resolve(attributes, in: namespace)
            return try checked(Sized(type: .record(record), size: size, height: height))
        case .name(let name, let position):
            return try resolveName(name, in: namespace, at: position)
        case .entityName(let name):
            return Sized(type: .entity(try entityType(name, in: namespace, at: nil)))
        case .commonName(let name):
            for candidate in candidates(name, in: namespace) where commons[candidate] != nil {
                return try resolveCommon(candidate, at: nil)
            }
            if let type = Self.builtIn(name) { return Sized(type: type) }
            throw CedarError(.undeclared, "unknown type `\(name)`")
        case .builtIn(let type): return Sized(type: type)
        }
    }

    private mutating func resolve(
        _ attributes: [SchemaDeclarations.AttributeText],
        in namespace: String
    ) throws(CedarError) -> (record: RecordType, size: Int, height: Int) {
        var result: [RecordType.Attribute] = []
        var size = 1
        var height = 1
        for attribute in attributes {
            let inner = try resolve(attribute.type, in: namespace)
            size += inner.size
            height = max(height, inner.height + 1)
            result.append(
                .init(name: attribute.name, type: inner.type, isRequired: attribute.isRequired)
            )
        }
        return (RecordType(result), size, height)
    }

    private func checked(_ type: Sized) throws(CedarError) -> Sized {
        guard type.size <= Self.maximumTypeSize else {
            throw CedarError(.size, "a type is larger than \(Self.maximumTypeSize) parts")
        }
        guard type.height <= limits.maximumDepth else {
            throw CedarError(.nesting, "types nest deeper than \(limits.maximumDepth)")
        }
        return type
    }

    private mutating func resolveName(
        _ name: CedarText,
        in namespace: String,
        at position: SourcePosition?
    ) throws(CedarError) -> Sized {
        if name.string.hasPrefix("__cedar::") {
            if let type = Self.builtIn(name) { return Sized(type: type) }
            throw CedarError(.undeclared, "unknown type `\(name)`", at: position)
        }
        for candidate in candidates(name, in: namespace) {
            if commons[candidate] != nil { return try resolveCommon(candidate, at: position) }
            // Actions are entities too: a value may be one, though no principal or parent can.
            if entities.contains(candidate) || actionTypes.contains(candidate) {
                return Sized(type: .entity(candidate))
            }
        }
        if let type = Self.builtIn(name) { return Sized(type: type) }
        throw CedarError(.undeclared, "unknown type `\(name)`", at: position)
    }

    private mutating func resolveCommon(
        _ name: CedarText,
        at position: SourcePosition?
    ) throws(CedarError) -> Sized {
        if let done = resolved[name] { return done }
        guard let (common, namespace) = commons[name] else {
            throw CedarError(.undeclared, "unknown type `\(name)`", at: position)
        }
        guard open.insert(name).inserted else {
            throw CedarError(.cycle, "type `\(name)` contains itself", at: position)
        }
        guard open.count <= limits.maximumDepth else {
            throw CedarError(.nesting, "types nest deeper than \(limits.maximumDepth)")
        }
        let result = try resolve(common.type, in: namespace)
        open.remove(name)
        resolved[name] = result
        return result
    }

    // MARK: Declarations

    private mutating func resolveEntity(
        _ text: SchemaDeclarations.EntityText,
        _ name: CedarText,
        _ namespace: String
    ) throws(CedarError) -> Schema.EntityType {
        var parents = Set<CedarText>()
        for (parent, position) in text.parents {
            parents.insert(try entityType(parent, in: namespace, at: position))
        }
        guard case .record(let attributes) = try resolve(text.shape, in: namespace).type else {
            throw CedarError(
                .schema,
                "the shape of entity type `\(name)` is not a record",
                at: text.position
            )
        }
        var tags: CedarType?
        if let written = text.tags { tags = try resolve(written, in: namespace).type }
        return Schema.EntityType(
            name: name,
            attributes: attributes,
            parentTypes: parents,
            tags: tags,
            identifiers: text.identifiers
        )
    }

    private mutating func resolveAction(
        _ text: SchemaDeclarations.ActionText,
        _ namespace: SchemaDeclarations.Namespace
    ) throws(CedarError) -> Schema.Action {
        let own = namespace.qualified("Action")
        var principals: [CedarText] = []
        for (name, position) in text.principals {
            let type = try entityType(name, in: namespace.name, at: position)
            if !principals.contains(type) { principals.append(type) }
        }
        var resources: [CedarText] = []
        for (name, position) in text.resources {
            let type = try entityType(name, in: namespace.name, at: position)
            if !resources.contains(type) { resources.append(type) }
        }
        var context = RecordType.empty
        if let written = text.context {
            guard case .record(let record) = try resolve(written, in: namespace.name).type else {
                throw CedarError(
                    .schema,
                    "the context of action `\(text.name)` is not a record",
                    at: text.position
                )
            }
            context = record
        }
        var parents: [EntityUID] = []
        for reference in text.parents {
            parents.append(try action(reference, own))
        }
        return Schema.Action(
            uid: EntityUID(type: own, id: text.name),
            parents: parents,
            principalTypes: principals,
            resourceTypes: resources,
            context: context
        )
    }

    private func action(
        _ reference: SchemaDeclarations.ActionReference,
        _ own: CedarText
    ) throws(CedarError) -> EntityUID {
        let types: [CedarText]
        if let type = reference.type {
            let namespace = own.string.dropLast("Action".count).dropLast(2)
            types = candidates(type, in: String(namespace))
        } else {
            types = own.string.utf8.count > 6 ? [own, "Action"] : [own]
        }
        for type in types {
            let uid = EntityUID(type: type, id: reference.id)
            if declaredActions.contains(uid) { return uid }
        }
        throw CedarError(
            .undeclared,
            "unknown action `\(reference.id)`",
            at: reference.position
        )
    }

    // MARK: Closures

    private func close(_ schema: inout Schema) throws(CedarError) {
        var pairs = 0
        func count(_ found: Int) throws(CedarError) {
            pairs += found
            guard pairs <= Self.maximumAncestorPairs else {
                throw CedarError(.count, "the types and actions have too many ancestors")
            }
        }
        for name in schema.entityTypes.keys {
            var found = Set<CedarText>()
            var stack = [name]
            while let next = stack.popLast() {
                for parent in schema.entityTypes[next]?.parentTypes ?? []
                where found.insert(parent).inserted {
                    stack.append(parent)
                }
            }
            try count(found.count)
            schema.entityTypes[name]?.ancestorTypes = found
        }
        for uid in schema.actionOrder {
            var found = Set<EntityUID>()
            var stack = [uid]
            while let next = stack.popLast() {
                for parent in schema.actions[next]?.parents ?? []
                where found.insert(parent).inserted {
                    stack.append(parent)
                }
            }
            if found.contains(uid) {
                throw CedarError(.cycle, "the groups of action `\(uid)` form a cycle")
            }
            try count(found.count)
            schema.actions[uid]?.ancestors = found
        }
    }
}
