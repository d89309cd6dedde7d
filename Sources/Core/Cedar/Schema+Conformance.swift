extension Schema {
    /// Checks one entity against its declaration.
    public func validate(entity: Entity) throws(CedarError) {
        let uid = entity.uid
        if uid.isAction {
            guard actions[uid] != nil else {
                throw CedarError(.schemaMismatch, "action `\(uid)` is not declared")
            }
            guard entity.attributes.fields.isEmpty, entity.tags.fields.isEmpty else {
                throw CedarError(.schemaMismatch, "action `\(uid)` has attributes or tags")
            }
            return
        }
        guard let type = entityTypes[uid.typeName] else {
            throw CedarError(.schemaMismatch, "entity type `\(uid.type)` is not declared")
        }
        try check(uid)
        try check(entity.attributes, type.attributes, "entity `\(uid)`")
        if let expected = type.tags {
            for field in entity.tags.fields {
                try check(field.value, expected, "tag `\(field.key)` of `\(uid)`")
            }
        } else if !entity.tags.fields.isEmpty {
            throw CedarError(.schemaMismatch, "entity `\(uid)` may not have tags")
        }
        for parent in entity.parents {
            guard type.ancestorTypes.contains(parent.typeName) else {
                throw CedarError(
                    .schemaMismatch,
                    "entity `\(uid)` may not have the parent `\(parent)`"
                )
            }
            try check(parent)
        }
    }

    /// Checks that a request fits its action's declaration.
    public func validate(request: Request) throws(CedarError) {
        for uid in [request.principal, request.resource] {
            guard entityTypes[uid.typeName] != nil else {
                throw CedarError(.schemaMismatch, "entity type `\(uid.type)` is not declared")
            }
            try check(uid)
        }
        guard let action = actions[request.action] else {
            throw CedarError(.schemaMismatch, "action `\(request.action)` is not declared")
        }
        guard action.principalTypes.contains(request.principal.typeName) else {
            throw CedarError(
                .schemaMismatch,
                "action `\(request.action)` takes no principal of type `\(request.principal.type)`"
            )
        }
        guard action.resourceTypes.contains(request.resource.typeName) else {
            throw CedarError(
                .schemaMismatch,
                "action `\(request.action)` takes no resource of type `\(request.resource.type)`"
            )
        }
        try check(request.context, action.context, "context")
    }

    /// Checks a uid: of an enumerated type only the listed identifiers exist.
    func check(_ uid: EntityUID) throws(CedarError) {
        guard isValid(uid) else {
            throw CedarError(.schemaMismatch, "`\(uid)` is not one of the entities of its type")
        }
    }

    /// Whether the type is declared and, where it lists its identifiers, the identifier listed.
    func isValid(_ uid: EntityUID) -> Bool {
        if uid.isAction { return actions[uid] != nil }
        guard let type = entityTypes[uid.typeName] else { return false }
        return type.identifiers?.contains(uid.identifier) ?? true
    }

    private func check(
        _ record: CedarRecord,
        _ type: RecordType,
        _ place: String
    ) throws(CedarError) {
        for field in record.fields {
            guard let declared = type[field.key] else {
                throw CedarError(
                    .schemaMismatch,
                    "\(place): attribute `\(field.key)` is not declared"
                )
            }
            try check(field.value, declared.type, "\(place): attribute `\(field.key)`")
        }
        for attribute in type.attributes where attribute.isRequired {
            guard record[attribute.name] != nil else {
                throw CedarError(
                    .schemaMismatch,
                    "\(place): attribute `\(attribute.name)` is missing"
                )
            }
        }
    }

    private func check(
        _ value: Value,
        _ type: CedarType,
        _ place: String
    ) throws(CedarError) {
        switch (value, type) {
        case (.bool, .bool), (.long, .long), (.string, .string), (.decimal, .decimal),
            (.ipaddr, .ipaddr), (.datetime, .datetime), (.duration, .duration):
            return
        case (.entity(let uid), .entity(let name)) where uid.typeName == name:
            try check(uid)
        case (.set(let set), .set(let element)):
            for member in set.members { try check(member, element, place) }
        case (.record(let record), .record(let fields)):
            try check(record, fields, place)
        default:
            throw CedarError(
                .schemaMismatch,
                "\(place): expected \(type.name), got \(value.typeName)"
            )
        }
    }
}
