/// Collects the nodes of an expression and checks the limits on size and height.
struct ExpressionBuilder {
    private(set) var expression = Expression()
    /// The height of each node's tree, so that later passes may recurse safely.
    private var heights: [Int32] = []
    private let limits: CedarLimits

    init(limits: CedarLimits) {
        self.limits = limits
    }

    /// Adds a node over its children; the errors carry no position.
    mutating func add(
        _ node: Expression.Node,
        at offset: Int = 0,
        over children: [Expression.ID] = []
    ) throws(CedarError) -> Expression.ID {
        var height: Int32 = 0
        for child in children { height = max(height, heights[Int(child)]) }
        guard Int(height) < limits.maximumDepth * 2 else {
            throw CedarError(.nesting, "expression is deeper than \(limits.maximumDepth * 2)")
        }
        guard heights.count < limits.maximumNodes else {
            throw CedarError(
                .count,
                "policy has more than \(limits.maximumNodes) expression nodes"
            )
        }
        heights.append(height + 1)
        return expression.append(node, at: offset)
    }

    /// Joins operands by `&&` or `||`; a first operand that is such a chain is continued.
    mutating func chain(
        _ operands: [Expression.ID],
        isAnd: Bool,
        at offset: Int = 0
    ) throws(CedarError) -> Expression.ID {
        var all = operands
        switch expression[operands[0]] {
        case .and(let ids) where isAnd: all.replaceSubrange(0..<1, with: ids)
        case .or(let ids) where !isAnd: all.replaceSubrange(0..<1, with: ids)
        default: break
        }
        return try add(isAnd ? .and(all) : .or(all), at: offset, over: all)
    }
}
