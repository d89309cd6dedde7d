extension Parser {
    /// The binding strength of the binary operators, weakest first.
    private enum Strength: Int, Comparable {
        case or
        case and
        case relation
        case sum
        case product

        static func < (left: Strength, right: Strength) -> Bool {
            left.rawValue < right.rawValue
        }
    }

    /// An operator that waits for its right operand to be complete.
    private struct Pending {
        enum Kind {
            case and
            case or
            case binary(Expression.BinaryOperator)
            case isTypeWithin(CedarText)
        }

        let kind: Kind
        let strength: Strength
    }

    /// The operands and operators read so far.
    ///
    /// They are explicit so that a level of parentheses takes little of the machine's stack.
    private struct Stack {
        var operands: [(id: Expression.ID, start: Int)] = []
        var operators: [Pending] = []
        /// Whether a comparison was read since the last `&&` or `||`.
        var hasRelation = false
        /// Whether the last operand is a complete comparison; then only `&&` or `||` may follow.
        var isClosed = false
    }

    /// Reads `Or := And {'||' And}` and all that binds stronger.
    mutating func parseOperators() throws(CedarError) -> Expression.ID {
        var stack = Stack()
        let first = current.start
        stack.operands.append((try parseUnary(), first))
        while try parseOperator(&stack) {
            let start = current.start
            stack.operands.append((try parseUnary(), start))
        }
        try reduce(&stack, above: nil)
        return stack.operands[0].id
    }

    /// Reads operators up to the next operand; false when none follows.
    private mutating func parseOperator(_ stack: inout Stack) throws(CedarError) -> Bool {
        while let strength = try strength() {
            switch strength {
            case .and, .or:
                try reduce(&stack, above: strength)
                stack.operators.append(
                    .init(kind: strength == .and ? .and : .or, strength: strength)
                )
                stack.hasRelation = false
                stack.isClosed = false
                advance()
            case .relation:
                if stack.hasRelation {
                    throw unexpected(
                        expected: "the end of the comparison",
                        hint: "comparisons cannot be chained; use parentheses"
                    )
                }
                try reduce(&stack, above: .relation)
                stack.hasRelation = true
                if try parseRelation(&stack) { continue }
            case .sum, .product:
                if stack.isClosed { throw unexpected(expected: "`&&`, `||` or the end") }
                try reduce(&stack, above: strength == .product ? .sum : .relation)
                let operation: Expression.BinaryOperator =
                    at(.plus) ? .add : (at(.minus) ? .subtract : .multiply)
                stack.operators.append(.init(kind: .binary(operation), strength: strength))
                advance()
            }
            return true
        }
        return false
    }

    private func strength() throws(CedarError) -> Strength? {
        switch current.kind {
        case .or: return .or
        case .and: return .and
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .relation
        case .plus, .minus: return .sum
        case .times: return .product
        case .identifier:
            let isRelation = atWord("in") || atWord("has") || atWord("like") || atWord("is")
            return isRelation ? .relation : nil
        case .assign:
            throw unexpected(expected: "an operator", hint: "equality is written `==`")
        case .divide, .modulo:
            throw unexpected(expected: "an operator", hint: "cedar has no division")
        default: return nil
        }
    }

    /// Reads a comparison up to its right operand; true when it has none.
    private mutating func parseRelation(_ stack: inout Stack) throws(CedarError) -> Bool {
        let (left, start) = stack.operands[stack.operands.count - 1]
        let operation: Expression.BinaryOperator
        switch current.kind {
        case .equal: operation = .equal
        case .notEqual: operation = .notEqual
        case .less: operation = .less
        case .lessOrEqual: operation = .lessOrEqual
        case .greater: operation = .greater
        case .greaterOrEqual: operation = .greaterOrEqual
        default:
            let node: Expression.Node
            if takeWord("has") {
                node = .has(left, try parsePath())
            } else if takeWord("like") {
                node = .like(left, try pattern())
            } else if takeWord("is") {
                let type = try path("an entity type")
                if takeWord("in") {
                    stack.operators.append(.init(kind: .isTypeWithin(type), strength: .relation))
                    return false
                }
                node = .isType(left, type, within: nil)
            } else {
                operation = .in
                break
            }
            let id = try add(node, at: start, over: [left])
            stack.operands[stack.operands.count - 1] = (id, start)
            stack.isClosed = true
            return true
        }
        advance()
        stack.operators.append(.init(kind: .binary(operation), strength: .relation))
        return false
    }

    /// Reads what follows `has`: a string, or names separated by dots.
    private mutating func parsePath() throws(CedarError) -> [CedarText] {
        if at(.string) { return [try string("an attribute")] }
        var keys = [CedarText(try name("an attribute"))]
        while take(.dot) { keys.append(CedarText(try name("an attribute"))) }
        return keys
    }

    /// Applies the waiting operators that bind stronger than a level, or all.
    private mutating func reduce(_ stack: inout Stack, above: Strength?) throws(CedarError) {
        while let top = stack.operators.last, above.map({ top.strength > $0 }) ?? true {
            var count = 0
            while let next = stack.operators.last, next.strength == top.strength {
                stack.operators.removeLast()
                count += 1
                if top.strength > .and { break }
            }
            let start = stack.operands[stack.operands.count - count - 1].start
            let ids = stack.operands.suffix(count + 1).map(\.id)
            stack.operands.removeLast(count + 1)
            stack.operands.append((try apply(top.kind, ids, at: start), start))
        }
    }

    private mutating func apply(
        _ kind: Pending.Kind,
        _ ids: [Expression.ID],
        at start: Int
    ) throws(CedarError) -> Expression.ID {
        switch kind {
        case .and, .or:
            var isAnd = false
            if case .and = kind { isAnd = true }
            do {
                return try builder.chain(ids, isAnd: isAnd, at: start)
            } catch {
                throw CedarError(error.code, error.reason, at: position(start))
            }
        case .binary(let operation):
            return try add(.binary(operation, ids[0], ids[1]), at: start, over: ids)
        case .isTypeWithin(let type):
            return try add(.isType(ids[0], type, within: ids[1]), at: start, over: ids)
        }
    }
}
