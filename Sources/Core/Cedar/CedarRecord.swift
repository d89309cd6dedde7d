/// A Cedar record: values by name, the names compared by bytes.
public struct CedarRecord: Sendable, Hashable {
    /// One named value of a record.
    public struct Field: Sendable, Hashable {
        /// The name.
        public let key: CedarText
        /// The value.
        public let value: Value

        /// Makes a field.
        public init(key: CedarText, value: Value) {
            self.key = key
            self.value = value
        }
    }

    /// The fields, sorted by name.
    public let fields: [Field]

    /// An empty record.
    public static let empty = CedarRecord([Field]())

    /// Makes a record; of equal names the last wins.
    public init(_ fields: [(String, Value)]) {
        self.init(fields.map { Field(key: CedarText($0.0), value: $0.1) })
    }

    /// Makes a record; of equal names the last wins.
    public init(_ fields: [Field]) {
        guard fields.count > 1 else {
            self.fields = fields
            return
        }
        // Sorting is stable, so the last of equal names stays last.
        let sorted = fields.sorted { $0.key.compare($1.key) < 0 }
        var unique: [Field] = []
        unique.reserveCapacity(sorted.count)
        for field in sorted {
            if let last = unique.last, last.key == field.key { unique.removeLast() }
            unique.append(field)
        }
        self.fields = unique
    }

    /// The value under a name, or nil.
    public subscript(key: CedarText) -> Value? {
        if fields.count <= 8 {
            for field in fields where field.key == key { return field.value }
            return nil
        }
        var low = 0
        var high = fields.count
        while low < high {
            let middle = (low + high) / 2
            let order = fields[middle].key.compare(key)
            if order == 0 { return fields[middle].value }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return nil
    }

    func compare(_ other: CedarRecord) -> Int {
        if fields.count != other.fields.count { return fields.count - other.fields.count }
        for index in fields.indices {
            let byKey = fields[index].key.compare(other.fields[index].key)
            if byKey != 0 { return byKey }
            let byValue = fields[index].value.compare(other.fields[index].value)
            if byValue != 0 { return byValue }
        }
        return 0
    }
}
