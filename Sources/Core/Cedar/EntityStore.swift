/// The entities of a decision: the fixed ones, and those that come with the request.
///
/// An entity of the request stands in for a fixed one with the same uid, parents included.
struct EntityStore {
    let fixed: Entities
    let added: Entities?

    subscript(uid: EntityUID) -> Entity? {
        if let added, let entity = added[uid] { return entity }
        return fixed[uid]
    }

    /// Whether the first entity is the second or below it.
    func isWithin(_ uid: EntityUID, _ ancestor: EntityUID) -> Bool {
        guard added != nil else { return fixed.isWithin(uid, ancestor) }
        return uid == ancestor || ancestors(of: uid).contains(ancestor)
    }

    /// The entities above one, found by walking the parents.
    func ancestors(of uid: EntityUID) -> Set<EntityUID> {
        var found = Set<EntityUID>()
        var open = [uid]
        while let next = open.popLast() {
            for parent in self[next]?.parents ?? [] where found.insert(parent).inserted {
                open.append(parent)
            }
        }
        return found
    }
}
