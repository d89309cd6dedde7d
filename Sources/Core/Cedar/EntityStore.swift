/// The entities of a decision: the fixed ones, and those that come with the request.
///
/// An entity of the request stands in for a fixed one with the same uid, parents included.
struct EntityStore {
    let world: PolicyWorld
    let added: Entities?

    subscript(uid: EntityUID) -> Entity? {
        if let added, let entity = added[uid] { return entity }
        return world.entities[uid]
    }

    /// Whether the first entity is the second or below it.
    func isWithin(_ uid: EntityUID, _ ancestor: EntityUID) -> Bool {
        guard added != nil else { return world.entities.isWithin(uid, ancestor) }
        return uid == ancestor || ancestors(of: uid).contains(ancestor)
    }

    /// An entity of a request in numbers.
    func member(_ uid: EntityUID) -> RequestScope.Member {
        let numbers = world.numbers
        let number = numbers.number(uid)
        let above: [Int32]
        if added != nil {
            above = ancestors(of: uid).map(numbers.number).filter { $0 >= 0 }.sorted()
        } else {
            above = world.entities.ancestors(number)
        }
        return .init(number: number, type: numbers.type(uid, number), ancestors: above)
    }

    /// The number of a uid, or -1.
    func number(_ uid: EntityUID) -> Int32 { world.numbers.number(uid) }

    /// The entities above one, without itself, found by walking the parents.
    private func ancestors(of uid: EntityUID) -> Set<EntityUID> {
        var found = Set<EntityUID>()
        var open = [uid]
        while let next = open.popLast() {
            for parent in self[next]?.parents ?? [] where found.insert(parent).inserted {
                open.append(parent)
            }
        }
        // Entities of a request may close a circle with fixed ones.
        found.remove(uid)
        return found
    }
}
