extension JSON: Hashable {
    /// Compares two values: strings by their UTF-8 bytes, objects by members in any order.
    ///
    /// Works with its own stack, so deep values cannot exhaust the thread's.
    public static func == (left: JSON, right: JSON) -> Bool {
        var pending: [(JSON, JSON)] = []
        var pair = (left, right)
        while true {
            guard JSON.matches(pair.0, pair.1, pending: &pending) else { return false }
            guard let next = pending.popLast() else { return true }
            pair = next
        }
    }

    private static func matches(
        _ left: JSON,
        _ right: JSON,
        pending: inout [(JSON, JSON)]
    ) -> Bool {
        switch (left, right) {
        case (.null, .null): return true
        case (.bool(let a), .bool(let b)): return a == b
        case (.integer(let a), .integer(let b)): return a == b
        case (.decimal(let a), .decimal(let b)): return a.hasSameBytes(as: b)
        case (.string(let a), .string(let b)): return a.hasSameBytes(as: b)
        case (.array(let a), .array(let b)):
            guard a.count == b.count else { return false }
            pending.append(contentsOf: zip(a, b))
            return true
        case (.object(let a), .object(let b)):
            guard a.count == b.count else { return false }
            for (key, value) in a {
                guard let other = b[key] else { return false }
                pending.append((value, other))
            }
            return true
        default: return false
        }
    }

    /// Feeds the value's kind, its scalar content and its size; children are not visited.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .decimal(let text), .string(let text): text.hashBytes(into: &hasher)
        case .array(let elements):
            hasher.combine(elements.count)
            for case .string(let text) in elements.prefix(4) { text.hashBytes(into: &hasher) }
            for case .integer(let value) in elements.prefix(4) { hasher.combine(value) }
        case .object(let object): hasher.combine(object)
        }
    }
}
