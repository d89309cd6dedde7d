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

    // The functions that call each other for every level of parentheses are kept small, and what
    // they need only at times is in functions of its own: that keeps the frames of the stack small.

    /// Reads `Expr := Or | 'if' Expr 'then' Expr 'else' Expr`.
    mutating func parseExpression() throws(CedarError) -> Expression.ID {
        try enter()
        let result = atWord("if") ? try parseConditional() : try parseOperators()
        leave()
        return result
    }

    private mutating func parseConditional() throws(CedarError) -> Expression.ID {
        let start = current.start
        advance()
        let test = try parseExpression()
        try expectWord("then")
        let then = try parseExpression()
        try expectWord("else")
        let otherwise = try parseExpression()
        return try add(
            .condition(test, then: then, otherwise: otherwise),
            at: start,
            over: [test, then, otherwise]
        )
    }

    private mutating func expectWord(_ word: StaticString) throws(CedarError) {
        guard takeWord(word) else { throw unexpected(expected: "`\(word)`") }
    }

    /// Reads `Unary := ['!'x1..4 | '-'x1..4] Member`.
    mutating func parseUnary() throws(CedarError) -> Expression.ID {
        at(.not) || at(.minus) ? try parsePrefixed() : try parseMember()
    }

    private mutating func parsePrefixed() throws(CedarError) -> Expression.ID {
        let start = current.start
        let kind = current.kind
        var count = try countPrefixes(kind)
        let following = peek().kind
        var result: Expression.ID
        if kind == .minus, at(.number), following != .dot, following != .openBracket,
            following != .openParenthesis
        {
            result = try parseNegative(at: start)
            count -= 1
        } else {
            result = try parseMember()
        }
        let operation: Expression.UnaryOperator = kind == .not ? .not : .negate
        for _ in 0..<count {
            result = try add(.unary(operation, result), at: start, over: [result])
        }
        return result
    }

    private mutating func countPrefixes(_ kind: Token.Kind) throws(CedarError) -> Int {
        var count = 0
        while take(kind) {
            count += 1
            if count > 4 {
                throw error(.syntax, "more than four unary operators in a row")
            }
        }
        return count
    }

    private mutating func parseNegative(at start: Int) throws(CedarError) -> Expression.ID {
        try add(.long(try integer(negative: true)), at: start)
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
