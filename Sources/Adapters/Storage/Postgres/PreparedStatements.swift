/// The statements that a session has prepared, by text and types; the longest unused one goes.
struct PreparedStatements {
    struct Key: Hashable {
        let sql: String
        let types: [UInt32]
    }

    /// One prepared statement.
    final class Entry {
        let key: Key
        let name: String
        /// The names of the result's columns, once known.
        var columns: [String]?
        fileprivate var lastUse = 0

        init(_ key: Key, name: String) {
            self.key = key
            self.name = name
        }
    }

    private static let maximumCount = 256
    private var entries: [Key: Entry] = [:]
    private var uses = 0
    private var names = 0

    /// The statement, where it is prepared.
    mutating func find(_ key: Key) -> Entry? {
        uses += 1
        let entry = entries[key]
        entry?.lastUse = uses
        return entry
    }

    /// A new statement, and the name of the one that must be deallocated for it.
    mutating func add(_ key: Key) -> (entry: Entry, evicted: String?) {
        var evicted: String?
        if entries.count >= Self.maximumCount,
            let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse })
        {
            evicted = oldest.value.name
            entries[oldest.key] = nil
        }
        names += 1
        let entry = Entry(key, name: "cabildo_\(names)")
        entry.lastUse = uses
        entries[key] = entry
        return (entry, evicted)
    }

    /// Forgets a statement that could not be prepared.
    mutating func remove(_ entry: Entry) { entries[entry.key] = nil }
}
