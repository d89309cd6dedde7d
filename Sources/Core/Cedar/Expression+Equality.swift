extension Expression.Node {
    /// The node with each child replaced.
    func mapChildren(_ change: (Expression.ID) -> Expression.ID) -> Expression.Node {
        switch self {
        case .bool, .long, .string, .entity, .variable: self
        case .unary(let operation, let inner): .unary(operation, change(inner))
        case .binary(let operation, let left, let right):
            .binary(operation, change(left), change(right))
        case .and(let ids): .and(ids.map(change))
        case .or(let ids): .or(ids.map(change))
        case .condition(let test, let then, let otherwise):
            .condition(change(test), then: change(then), otherwise: change(otherwise))
        case .attribute(let inner, let key): .attribute(change(inner), key)
        case .has(let inner, let keys): .has(change(inner), keys)
        case .like(let inner, let pattern): .like(change(inner), pattern)
        case .isType(let inner, let type, let within):
            .isType(change(inner), type, within: within.map(change))
        case .set(let ids): .set(ids.map(change))
        case .record(let entries):
            .record(entries.map { .init(key: $0.key, value: change($0.value)) })
        case .call(let function, let ids): .call(function, ids.map(change))
        }
    }
}

extension Expression {
    /// Whether two trees say the same; the order of nodes and their positions do not count.
    func isEqual(_ root: ID, _ tree: Expression, _ otherRoot: ID) -> Bool {
        var mine: [ID] = []
        var theirs: [ID] = []
        let shape = self[root].mapChildren { child in
            mine.append(child)
            return 0
        }
        let otherShape = tree[otherRoot].mapChildren { child in
            theirs.append(child)
            return 0
        }
        return shape == otherShape
            && zip(mine, theirs).allSatisfy { isEqual($0, tree, $1) }
    }
}
