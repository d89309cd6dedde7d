public import CanonicalJSON

extension Entities {
    /// Reads a store from an array of `{"uid","attrs","parents","tags"?}`.
    ///
    /// With a schema, short forms of values are understood, every entity must fit its declaration,
    /// and the actions of the schema are added.
    public init(
        json: JSON,
        schema: Schema? = nil,
        limits: CedarLimits = .default
    ) throws(CedarError) {
        guard let items = json.arrayValue else {
            throw CedarError(.entityFormat, "entities are a JSON array")
        }
        var entities: [Entity] = []
        entities.reserveCapacity(items.count)
        let reader = ValueReader(maximumDepth: limits.maximumDepth)
        for item in items { entities.append(try Self.entity(item, reader, schema)) }
        try self.init(entities, schema: schema, limits: limits)
    }

    /// Makes a store whose entities must fit a schema, and adds the actions of the schema.
    public init(
        _ entities: [Entity],
        schema: Schema?,
        limits: CedarLimits = .default
    ) throws(CedarError) {
        guard let schema else {
            try self.init(entities, limits: limits)
            return
        }
        for entity in entities { try schema.validate(entity: entity) }
        var all = entities.filter { !$0.uid.isAction }
        all.append(contentsOf: schema.actionEntities)
        try self.init(all, limits: limits)
        // An action that is given must stand below the same groups as in the schema.
        let given = try Entities(entities, limits: limits)
        for entity in entities where entity.uid.isAction {
            let isSame = numbers.keys.allSatisfy {
                !$0.isAction || given.isWithin(entity.uid, $0) == isWithin(entity.uid, $0)
            }
            let areKnown = entity.parents.allSatisfy { schema.actions[$0] != nil }
            guard isSame, areKnown else {
                throw CedarError(
                    .schemaMismatch,
                    "action `\(entity.uid)` does not stand below the groups of the schema"
                )
            }
        }
    }

    private static func entity(
        _ json: JSON,
        _ reader: ValueReader,
        _ schema: Schema?
    ) throws(CedarError) -> Entity {
        guard let identifier = json["uid"], let attributes = json["attrs"]?.objectValue,
            let parents = json["parents"]?.arrayValue
        else {
            throw CedarError(.entityFormat, "an entity needs `uid`, `attrs` and `parents`")
        }
        let uid = try ValueReader.uid(identifier)
        let type = schema?.entityTypes[uid.typeName]
        var tags = CedarRecord.empty
        if let written = json["tags"] {
            guard let object = written.objectValue else {
                throw CedarError(.entityFormat, "the tags of `\(uid)` are not an object")
            }
            var fields: [CedarRecord.Field] = []
            for (key, value) in object {
                fields.append(
                    .init(key: CedarText(key), value: try reader.value(value, as: type?.tags))
                )
            }
            tags = CedarRecord(fields)
        }
        var above: [EntityUID] = []
        for parent in parents { above.append(try ValueReader.uid(parent)) }
        return Entity(
            uid,
            attributes: try reader.fields(attributes, as: type?.attributes),
            parents: above,
            tags: tags
        )
    }
}

extension CedarRecord {
    /// Reads a context; with the action's declaration, short forms of values are understood.
    public init(
        context json: JSON,
        action: EntityUID? = nil,
        schema: Schema? = nil,
        limits: CedarLimits = .default
    ) throws(CedarError) {
        guard let object = json.objectValue else {
            throw CedarError(.entityFormat, "a context is a JSON object")
        }
        let type = action.flatMap { schema?.actions[$0]?.context }
        self = try ValueReader(maximumDepth: limits.maximumDepth).fields(object, as: type)
    }
}

extension EntityUID {
    /// Reads `{"type","id"}` or `{"__entity":{"type","id"}}`.
    public init(json: JSON) throws(CedarError) {
        self = try ValueReader.uid(json)
    }
}
