/// Entity types, actions and their types of context, with all names resolved.
public struct Schema: Sendable {
    /// An entity type.
    public struct EntityType: Sendable, Hashable {
        /// The full name.
        public let name: CedarText
        /// The attributes.
        public let attributes: RecordType
        /// The types a direct parent may have.
        public let parentTypes: Set<CedarText>
        /// The types an ancestor may have.
        public internal(set) var ancestorTypes: Set<CedarText> = []
        /// The type of tags, or nil when it has none.
        public let tags: CedarType?
        /// The only identifiers, for an enumerated type.
        public let identifiers: [CedarText]?
    }

    /// An action.
    public struct Action: Sendable, Hashable {
        /// The uid.
        public let uid: EntityUID
        /// The direct parents.
        public let parents: [EntityUID]
        /// All groups above it.
        public internal(set) var ancestors: Set<EntityUID> = []
        /// The types a principal may have; empty when the action applies to nothing.
        public let principalTypes: [CedarText]
        /// The types a resource may have.
        public let resourceTypes: [CedarText]
        /// The type of the context.
        public let context: RecordType
    }

    /// The entity types by name.
    public internal(set) var entityTypes: [CedarText: EntityType] = [:]
    /// The actions by uid.
    public internal(set) var actions: [EntityUID: Action] = [:]
    /// The actions in the order of declaration.
    public internal(set) var actionOrder: [EntityUID] = []

    /// Reads a schema in Cedar syntax.
    public init(parsing text: String, limits: CedarLimits = .default) throws(CedarError) {
        try self.init(parsing: Array(text.utf8), limits: limits)
    }

    /// Reads a schema in Cedar syntax from UTF-8.
    public init(parsing bytes: [UInt8], limits: CedarLimits = .default) throws(CedarError) {
        var parser = try Parser(bytes, mode: .schema, limits: limits)
        let declarations = try parser.parseSchema()
        var resolver = SchemaResolver(declarations, limits: limits)
        self = try resolver.resolve()
    }

    init() {}

    /// The actions as entities, to be added to a store so that action groups work.
    public var actionEntities: [Entity] {
        actionOrder.compactMap { actions[$0] }
            .map { Entity($0.uid, attributes: .empty, parents: $0.parents) }
    }

    /// Whether the schema knows the type of an entity.
    func isKnownType(_ type: CedarText) -> Bool {
        entityTypes[type] != nil || isActionType(type)
    }

    /// Whether some declared action has this type.
    func isActionType(_ type: CedarText) -> Bool {
        actions.keys.contains { $0.typeName == type }
    }
}
