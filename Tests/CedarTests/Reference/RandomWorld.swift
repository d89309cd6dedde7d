import CanonicalJSON

/// The kinds of values that generated attributes and expressions have.
enum RandomKind: CaseIterable {
    case bool
    case long
    case string
    case entity
    case decimal
    case ip
    case datetime
    case duration
    case record
    case longSet
    case stringSet
    case entitySet
    case mixedSet
    case nestedSet

    /// The function that makes it, for an extension type.
    var function: String? {
        switch self {
        case .decimal: "decimal"
        case .ip: "ip"
        case .datetime: "datetime"
        case .duration: "duration"
        default: nil
        }
    }

    /// The attributes that usually have this kind.
    var attributes: [String] {
        switch self {
        case .bool: ["b", "if"]
        case .long: ["n", "é"]
        case .string: ["s", "e\u{301}"]
        case .entity: ["e", "principal"]
        case .decimal: ["dec"]
        case .ip: ["addr"]
        case .datetime: ["at"]
        case .duration: ["len"]
        case .record: ["r", ""]
        case .longSet: ["ln"]
        case .stringSet: ["ls"]
        case .entitySet: ["le"]
        case .mixedSet: ["lm"]
        case .nestedSet: ["ll"]
        }
    }
}

/// Names, values and entities of generated cases.
struct RandomWorld {
    typealias UID = (type: String, id: String)

    var pool: RandomPool
    /// How many of a hundred operands are literals and not attributes.
    var literals = 45
    /// The uids that entities, policies and requests share.
    private(set) var uids: [UID] = []
    private(set) var actions: [UID] = []

    static let types = ["User", "Group", "Doc", "Ns::User", "principal", "A::B::C"]

    init(pool: RandomPool) {
        self.pool = pool
        for _ in 0..<(2 + self.pool.below(12)) {
            uids.append((self.pool.pick(Self.types), self.pool.text()))
        }
        for id in ["read", "write", "all", ""] { actions.append(("Action", id)) }
        actions.append(("Ns::Action", "read"))
    }

    mutating func uid() -> UID {
        if pool.chance(92) { return pool.pick(uids) }
        return pool.chance(50) ? pool.pick(actions) : ("User", "unknown")
    }

    mutating func action() -> UID { pool.pick(actions) }

    static func json(_ uid: UID) -> JSON {
        .object(["type": .string(uid.type), "id": .string(uid.id)])
    }

    /// A value as documents write it.
    mutating func value(_ kind: RandomKind, depth: Int = 0) -> JSON {
        switch kind {
        case .bool: return .bool(pool.chance(50))
        case .long: return .integer(pool.long())
        case .string: return .string(pool.text())
        case .entity: return .object(["__entity": Self.json(uid())])
        case .decimal, .ip, .datetime, .duration: return call(kind)
        case .record: return .object(fields(depth: depth + 1))
        case .longSet: return list(.long)
        case .stringSet: return list(.string)
        case .entitySet: return list(.entity)
        case .mixedSet, .nestedSet:
            if depth > 2 { return .array([]) }
            var items: [JSON] = []
            for _ in 0..<pool.below(3) {
                let kind: RandomKind =
                    kind == .nestedSet ? .longSet : pool.pick(RandomKind.allCases)
                items.append(value(kind, depth: depth + 1))
            }
            return .array(items)
        }
    }

    private mutating func list(_ kind: RandomKind) -> JSON {
        let count = pool.chance(1) ? 150 : pool.below(3)
        return .array((0..<count).map { _ in value(kind) })
    }

    private mutating func call(_ kind: RandomKind) -> JSON {
        // A malformed argument would make the whole document unreadable.
        let argument: String =
            switch kind {
            case .decimal: pool.pick(RandomPool.decimals)
            case .ip: pool.pick(RandomPool.addresses)
            case .datetime: pool.pick(RandomPool.moments)
            default: pool.pick(RandomPool.lengths)
            }
        let call: JSON = .object([
            "fn": .string(kind.function ?? ""), "arg": .string(argument),
        ])
        if kind == .datetime, pool.chance(30) {
            // The moments that no text can name.
            let edge = pool.pick(["-9223372036854775808ms", "9223372036854775807ms", "1ms"])
            return extn("offset", [extn("datetime", ["1970-01-01"]), extn("duration", [edge])])
        }
        return .object(["__extn": call])
    }

    private func extn(_ function: String, _ arguments: [JSON]) -> JSON {
        .object([
            "__extn": .object(["fn": .string(function), "args": .array(arguments)])
        ])
    }

    private func extn(_ function: String, _ arguments: [String]) -> JSON {
        extn(function, arguments.map(JSON.string))
    }

    /// Attributes, mostly of the kinds their names promise.
    mutating func fields(depth: Int = 0, density: Int = 80) -> JSONObject {
        var object = JSONObject()
        for kind in RandomKind.allCases {
            for name in kind.attributes where pool.chance(depth == 0 ? density : 20) {
                if depth > 2 && kind == .record { continue }
                let actual = pool.chance(94) ? kind : pool.pick(RandomKind.allCases)
                object[name] = value(depth > 2 ? .long : actual, depth: depth)
            }
        }
        return object
    }

    /// Entities whose parents come later, so that there is no cycle.
    mutating func entities(most: Int) -> [JSON] {
        var named: [UID] = []
        for uid in uids + actions where named.count < most && pool.chance(85) {
            let isNew = !named.contains {
                $0.type == uid.type && $0.id.utf8.elementsEqual(uid.id.utf8)
            }
            if isNew { named.append(uid) }
        }
        for index in 0..<pool.below(max(1, most - named.count)) {
            named.append((pool.pick(Self.types), "filler\(index)"))
        }
        var entities: [JSON] = []
        for (index, uid) in named.enumerated() {
            let isAction = uid.type.hasSuffix("Action")
            var parents = named[(index + 1)...].filter { _ in pool.chance(15) }
            if isAction { parents = parents.filter { $0.type.hasSuffix("Action") } }
            if !isAction, pool.chance(10) { parents.append(("Group", "absent")) }
            var entity: JSONObject = [
                "uid": Self.json(uid), "attrs": .object(fields()),
                "parents": .array(parents.map(Self.json)),
            ]
            if pool.chance(50) {
                var tags = JSONObject()
                for _ in 0..<pool.below(4) {
                    tags[pool.text()] = value(pool.pick(RandomKind.allCases))
                }
                entity["tags"] = .object(tags)
            }
            entities.append(.object(entity))
        }
        return entities
    }
}
