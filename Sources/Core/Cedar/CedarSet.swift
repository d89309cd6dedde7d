/// A Cedar set: unordered, without duplicates, of any mixture of types.
public struct CedarSet: Sendable, Hashable {
    /// The members, sorted by the internal order and without duplicates.
    public let members: [Value]

    /// Makes a set; equal members collapse.
    public init(_ values: [Value]) {
        guard values.count > 1 else {
            self.members = values
            return
        }
        let sorted = values.sorted { $0.compare($1) < 0 }
        var unique: [Value] = []
        unique.reserveCapacity(sorted.count)
        for value in sorted {
            if let last = unique.last, last.compare(value) == 0 { continue }
            unique.append(value)
        }
        self.members = unique
    }

    /// Whether the set has no member.
    public var isEmpty: Bool { members.isEmpty }

    /// Whether a value is a member.
    public func contains(_ value: Value) -> Bool {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            let order = members[middle].compare(value)
            if order == 0 { return true }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return false
    }

    /// Whether every member of the other set is a member.
    public func containsAll(_ other: CedarSet) -> Bool {
        other.members.allSatisfy(contains)
    }

    /// Whether some member of the other set is a member.
    public func containsAny(_ other: CedarSet) -> Bool {
        other.members.contains(where: contains)
    }

    func compare(_ other: CedarSet) -> Int {
        if members.count != other.members.count { return members.count - other.members.count }
        for index in members.indices {
            let order = members[index].compare(other.members[index])
            if order != 0 { return order }
        }
        return 0
    }
}
