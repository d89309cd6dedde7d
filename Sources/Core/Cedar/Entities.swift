/// A store of entities with the closure of their parents.
public struct Entities: Sendable {
    /// The most pairs of entity and ancestor that a store may hold.
    static let maximumAncestorPairs = 20_000_000

    /// The dense number of every uid that is an entity or a parent of one.
    private(set) var table = UIDTable()
    /// The entities by number; nil where a uid is only named as a parent.
    private(set) var entities: [Entity?] = []
    /// The ancestors by number, sorted, without the entity itself.
    private var ancestors: [[Int32]] = []

    /// An empty store.
    public init() {}

    /// Makes a store; the parents must not form a cycle, and equal uids need equal entities.
    public init(
        _ entities: [Entity],
        limits: CedarLimits = .default
    ) throws(CedarError) {
        guard entities.count <= limits.maximumEntities else {
            throw CedarError(.count, "more than \(limits.maximumEntities) entities")
        }
        for entity in entities { try insert(entity) }
        try close()
    }

    /// The entities of the store, in no order that means anything.
    public var all: [Entity] { entities.compactMap(\.self) }

    /// The entity of a uid, or nil.
    public subscript(uid: EntityUID) -> Entity? {
        let number = table.number(uid)
        return number < 0 ? nil : entities[Int(number)]
    }

    /// Whether there is no entity.
    public var isEmpty: Bool { entities.isEmpty }

    /// Whether the first entity is the second or below it.
    public func isWithin(_ uid: EntityUID, _ ancestor: EntityUID) -> Bool {
        if uid == ancestor { return true }
        let number = table.number(uid)
        let target = table.number(ancestor)
        return number >= 0 && target >= 0 && ancestors[Int(number)].containsSorted(target)
    }

    /// The numbers of the ancestors of a number, sorted; none of a number that is not here.
    func ancestors(_ number: Int32) -> [Int32] {
        number >= 0 && Int(number) < ancestors.count ? ancestors[Int(number)] : []
    }

    private mutating func number(_ uid: EntityUID) -> Int32 {
        let number = table.add(uid)
        if number == entities.count { entities.append(nil) }
        return number
    }

    private mutating func insert(_ entity: Entity) throws(CedarError) {
        let number = Int(number(entity.uid))
        if let existing = entities[number] {
            guard existing == entity else {
                throw CedarError(.duplicate, "entity `\(entity.uid)` is given twice and differs")
            }
            return
        }
        entities[number] = entity
        for parent in entity.parents {
            if parent == entity.uid {
                throw CedarError(.cycle, "entity `\(entity.uid)` is its own parent")
            }
            if entity.uid.isAction, !parent.isAction {
                throw CedarError(
                    .entityFormat,
                    "action `\(entity.uid)` has a parent that is not an action: `\(parent)`"
                )
            }
            _ = self.number(parent)
        }
    }

    /// Computes the ancestors of all entities, parents first, without recursion.
    private mutating func close() throws(CedarError) {
        enum State { case new, open, done }
        var states = [State](repeating: .new, count: entities.count)
        ancestors = [[Int32]](repeating: [], count: entities.count)
        // For whose union a number was found last, so that none is looked at twice for one.
        var foundFor = [Int32](repeating: -1, count: entities.count)
        var pairs = 0
        var stack: [Int] = []
        for root in entities.indices where states[root] == .new {
            stack.append(root)
            while let top = stack.last {
                let parents = (entities[top]?.parents ?? []).map { table.number($0) }
                if states[top] == .new {
                    states[top] = .open
                    for parent in parents {
                        if states[Int(parent)] == .open, let uid = entities[top]?.uid {
                            throw CedarError(.cycle, "the parents of `\(uid)` form a cycle")
                        }
                        if states[Int(parent)] == .new { stack.append(Int(parent)) }
                    }
                    continue
                }
                stack.removeLast()
                if states[top] == .done { continue }
                states[top] = .done
                var union: [Int32] = []
                func add(_ number: Int32) {
                    if foundFor[Int(number)] == Int32(top) { return }
                    foundFor[Int(number)] = Int32(top)
                    union.append(number)
                }
                for parent in parents {
                    add(parent)
                    for ancestor in ancestors[Int(parent)] { add(ancestor) }
                }
                union.sort()
                pairs += union.count
                guard pairs <= Self.maximumAncestorPairs else {
                    throw CedarError(.count, "the entities have too many ancestors")
                }
                ancestors[top] = union
            }
        }
    }
}

extension [Int32] {
    /// Binary search in a sorted array.
    func containsSorted(_ value: Int32) -> Bool {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] == value { return true }
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return false
    }
}
