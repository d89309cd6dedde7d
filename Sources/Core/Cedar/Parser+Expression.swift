extension Parser {
    /// Adds a node; what exceeds a limit is refused with its place.
    mutating func add(
        _ node: Expression.Node,
        at offset: Int,
        over children: [Expression.ID] = []
    ) throws(CedarError) -> Expression.ID {
        do {
            return try builder.add(node, at: offset, over: children)
        } catch {
            throw CedarError(error.code, error.reason, at: position(offset))
        }
    }

    /// Reads `Expr := Or | 'if' Expr 'then' Expr 'else' Expr`.
    mutating func parseExpression() throws(CedarError) -> Expression.ID {
        try enter()
        let start = current.start
        let result: Expression.ID
        if takeWord("if") {
            let test = try parseExpression()
            guard takeWord("then") else { throw unexpected(expected: "`then`") }
            let then = try parseExpression()
            guard takeWord("else") else { throw unexpected(expected: "`else`") }
            let otherwise = try parseExpression()
            result = try add(
                .condition(test, then: then, otherwise: otherwise),
                at: start,
                over: [test, then, otherwise]
            )
        } else {
            result = try parseOperators(Precedence.or)
        }
        leave()
        return result
    }

    /// The binding strength of the binary operators, weakest first.
    enum Precedence {
        static let or = 1
        static let and = 2
        static let relation = 3
        static let sum = 4
        static let product = 5
    }

    private func precedence() throws(CedarError) -> Int {
        switch current.kind {
        case .or: return Precedence.or
        case .and: return Precedence.and
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
            return Precedence.relation
        case .plus, .minus: return Precedence.sum
        case .times: return Precedence.product
        case .identifier:
            let isRelation = atWord("in") || atWord("has") || atWord("like") || atWord("is")
            return isRelation ? Precedence.relation : 0
        case .assign:
            throw unexpected(expected: "an operator", hint: "equality is written `==`")
        case .divide, .modulo:
            throw unexpected(expected: "an operator", hint: "cedar has no division")
        default: return 0
        }
    }

    private mutating func parseOperators(_ minimum: Int) throws(CedarError) -> Expression.ID {
        let start = current.start
        var left = try parseUnary()
        var ceiling = Int.max
        while true {
            let strength = try precedence()
            guard strength >= minimum, strength > 0 else { return left }
            if strength > ceiling {
                throw unexpected(
                    expected: "the end of the comparison",
                    hint: "comparisons cannot be chained; use parentheses"
                )
            }
            switch strength {
            case Precedence.or, Precedence.and:
                left = try parseChain(left, strength, at: start)
            case Precedence.relation:
                left = try parseRelation(left, at: start)
                // After a comparison only `&&` and `||` may follow.
                ceiling = Precedence.and
            default:
                let operation: Expression.BinaryOperator =
                    at(.plus) ? .add : (at(.minus) ? .subtract : .multiply)
                advance()
                let right = try parseOperators(strength + 1)
                left = try add(.binary(operation, left, right), at: start, over: [left, right])
            }
        }
    }

    private mutating func parseChain(
        _ first: Expression.ID,
        _ strength: Int,
        at start: Int
    ) throws(CedarError) -> Expression.ID {
        let separator: Token.Kind = strength == Precedence.or ? .or : .and
        var operands = [first]
        while take(separator) { operands.append(try parseOperators(strength + 1)) }
        do {
            return try builder.chain(operands, isAnd: separator == .and, at: start)
        } catch {
            throw CedarError(error.code, error.reason, at: position(start))
        }
    }

    private mutating func parseRelation(
        _ left: Expression.ID,
        at start: Int
    ) throws(CedarError) -> Expression.ID {
        let operation: Expression.BinaryOperator
        switch current.kind {
        case .equal: operation = .equal
        case .notEqual: operation = .notEqual
        case .less: operation = .less
        case .lessOrEqual: operation = .lessOrEqual
        case .greater: operation = .greater
        case .greaterOrEqual: operation = .greaterOrEqual
        default:
            if takeWord("has") { return try parseHas(left, at: start) }
            if takeWord("like") {
                return try add(.like(left, try pattern()), at: start, over: [left])
            }
            if takeWord("is") {
                let type = try path("an entity type")
                guard takeWord("in") else {
                    return try add(.isType(left, type, within: nil), at: start, over: [left])
                }
                let right = try parseOperators(Precedence.sum)
                return try add(.isType(left, type, within: right), at: start, over: [left, right])
            }
            operation = .in
        }
        advance()
        let right = try parseOperators(Precedence.sum)
        return try add(.binary(operation, left, right), at: start, over: [left, right])
    }

    /// `e has a.b.c` means `e has a && e.a has b && e.a.b has c`.
    private mutating func parseHas(
        _ left: Expression.ID,
        at start: Int
    ) throws(CedarError) -> Expression.ID {
        if at(.string) {
            return try add(.has(left, [try string("an attribute")]), at: start, over: [left])
        }
        var keys = [CedarText(try name("an attribute"))]
        while take(.dot) { keys.append(CedarText(try name("an attribute"))) }
        return try add(.has(left, keys), at: start, over: [left])
    }

    /// Reads `Unary := ['!'x1..4 | '-'x1..4] Member`.
    private mutating func parseUnary() throws(CedarError) -> Expression.ID {
        let start = current.start
        let kind = current.kind
        guard kind == .not || kind == .minus else { return try parseMember() }
        var count = 0
        while take(kind) {
            count += 1
            if count > 4 {
                throw error(.syntax, "more than four unary operators in a row")
            }
        }
        let operation: Expression.UnaryOperator = kind == .not ? .not : .negate
        var result: Expression.ID
        let following = peek().kind
        if kind == .minus, at(.number), following != .dot, following != .openBracket,
            following != .openParenthesis
        {
            result = try add(.long(try integer(negative: true)), at: start)
            count -= 1
        } else {
            result = try parseMember()
        }
        for _ in 0..<count {
            result = try add(.unary(operation, result), at: start, over: [result])
        }
        return result
    }

    mutating func integer(negative: Bool) throws(CedarError) -> Int64 {
        var total: Int64 = 0
        for byte in bytes[current.start..<current.end] {
            let digit = Int64(byte - 0x30)
            let (product, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(negative ? -digit : digit)
            if overflow || carry {
                throw error(.integerRange, "integer `\(text(current))` does not fit 64 bits")
            }
            total = sum
        }
        advance()
        return total
    }
}
