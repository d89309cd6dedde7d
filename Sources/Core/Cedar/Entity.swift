/// An entity: attributes, tags and direct parents under a uid.
public struct Entity: Sendable, Hashable {
    /// The name.
    public let uid: EntityUID
    /// The attributes.
    public let attributes: CedarRecord
    /// The direct parents.
    public let parents: [EntityUID]
    /// The tags, a name space apart from the attributes.
    public let tags: CedarRecord

    /// Makes an entity.
    public init(
        _ uid: EntityUID,
        attributes: [(String, Value)] = [],
        parents: [EntityUID] = [],
        tags: [(String, Value)] = []
    ) {
        self.init(
            uid,
            attributes: CedarRecord(attributes),
            parents: parents,
            tags: CedarRecord(tags)
        )
    }

    /// Makes an entity of records.
    public init(
        _ uid: EntityUID,
        attributes: CedarRecord,
        parents: [EntityUID],
        tags: CedarRecord = .empty
    ) {
        self.uid = uid
        self.attributes = attributes
        self.parents = parents
        self.tags = tags
    }

    /// Equality; the order of parents does not count.
    public static func == (left: Entity, right: Entity) -> Bool {
        left.uid == right.uid && left.attributes == right.attributes && left.tags == right.tags
            && Set(left.parents) == Set(right.parents)
    }

    /// Hashes the uid.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(uid)
    }
}
