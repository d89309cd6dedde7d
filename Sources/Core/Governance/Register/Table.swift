/// All versions of the items of one kind, on two clocks: when each takes effect, and when it was
/// recorded.
public struct Table<Row: RegisterItem>: Sendable {
    /// One text of an item, or its end.
    public struct Version: Hashable, Sendable {
        /// The text; `nil` for the end of the item.
        public let value: Row?
        /// From when the text counts; the item's own dates may narrow it further.
        public let effective: Instant
        /// The sequence of the entry that recorded it.
        public let position: Int
        /// The act that made it; `nil` for the charter.
        public let act: ActID?
    }

    private var versions: [String: [Version]] = [:]
    private var sortedKeys: [String] = []
    /// How many keys at the end are not in their place yet.
    private var looseKeys = 0

    init() {}

    /// How many items the table has or has had.
    public var count: Int { sortedKeys.count }
    /// The identifiers of all items that are or were, in ascending order of their bytes.
    public var keys: [String] { sortedKeys }

    /// All versions of an item, in the order in which they were recorded.
    public func history(of key: String) -> [Version] { versions[key] ?? [] }

    /// The version of an item that counts at `instant`, as the register knew it once it had
    /// recorded `position`; `nil` when there was none.
    ///
    /// Among the versions in effect the one recorded last counts: the later act wins.
    public func version(
        of key: String,
        at instant: Instant,
        recordedBy position: Int = .max
    )
        -> Version?
    {
        versions[key]?.last { $0.effective <= instant && $0.position <= position }
    }

    /// The texts that count at `instant`, whatever the dates they carry, in order of identifier.
    public func current(at instant: Instant, recordedBy position: Int = .max) -> [Version] {
        sortedKeys.compactMap { key in
            guard let found = version(of: key, at: instant, recordedBy: position),
                found.value != nil
            else { return nil }
            return found
        }
    }

    mutating func record(
        _ value: Row?,
        key: String,
        effective: Instant,
        position: Int,
        act: ActID?
    ) {
        let version = Version(value: value, effective: effective, position: position, act: act)
        if versions[key] == nil {
            sortedKeys.append(key)
            looseKeys += 1
        }
        versions[key, default: []].append(version)
    }

    /// Puts the keys in order again after a batch of records.
    mutating func seal() {
        guard looseKeys > 0 else { return }
        looseKeys = 0
        sortedKeys.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

extension Table.Version: Encodable {}

/// An item with all its versions, as the register's canonical form holds it.
struct ItemHistory<Row: RegisterItem>: Encodable, Sendable {
    let key: String
    let versions: [Table<Row>.Version]
}

extension Table {
    /// All items, in the order of their keys.
    var histories: [ItemHistory<Row>] {
        sortedKeys.map { ItemHistory(key: $0, versions: versions[$0] ?? []) }
    }
}
