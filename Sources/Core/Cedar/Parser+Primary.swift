extension Parser {
    /// Reads `Member := Primary { '.' Ident ['(' args ')'] | '[' STR ']' }`.
    mutating func parseMember() throws(CedarError) -> Expression.ID {
        let start = current.start
        var target = try parsePrimary()
        while true {
            if take(.dot) {
                let nameOffset = current.start
                let word = try name("an attribute or method")
                if at(.openParenthesis) {
                    target = try parseMethod(word, target, nameOffset, at: start)
                } else {
                    target = try add(
                        .attribute(target, CedarText(word)),
                        at: start,
                        over: [target]
                    )
                }
            } else if take(.openBracket) {
                let key = try string("an attribute in double quotes")
                try expect(.closeBracket, "`]`")
                target = try add(.attribute(target, key), at: start, over: [target])
            } else if at(.openParenthesis) {
                throw error(.syntax, "only functions and methods can be called")
            } else {
                return target
            }
        }
    }

    private mutating func parseMethod(
        _ word: String,
        _ receiver: Expression.ID,
        _ nameOffset: Int,
        at start: Int
    ) throws(CedarError) -> Expression.ID {
        let arguments = try parseArguments()
        let binary: Expression.BinaryOperator?
        switch word {
        case "contains": binary = .contains
        case "containsAll": binary = .containsAll
        case "containsAny": binary = .containsAny
        case "getTag": binary = .getTag
        case "hasTag": binary = .hasTag
        default: binary = nil
        }
        if binary != nil || word == "isEmpty" {
            let expected = binary == nil ? 0 : 1
            guard arguments.count == expected else {
                throw CedarError(
                    .arity,
                    "method `\(word)` takes \(expected) arguments, not \(arguments.count)",
                    at: position(nameOffset)
                )
            }
        }
        if let binary {
            return try add(
                .binary(binary, receiver, arguments[0]),
                at: start,
                over: [receiver, arguments[0]]
            )
        }
        if word == "isEmpty" {
            return try add(.unary(.isEmpty, receiver), at: start, over: [receiver])
        }
        guard let function = ExtensionFunction(rawValue: word), !function.isConstructor else {
            let isFunction = ExtensionFunction(rawValue: word) != nil
            throw CedarError(
                .unknownName,
                "`\(word)` is not a method",
                at: position(nameOffset),
                hint: isFunction ? "call it as a function: `\(word)(…)`" : nil
            )
        }
        let all = [receiver] + arguments
        return try add(.call(function, all), at: start, over: all)
    }

    private mutating func parseArguments() throws(CedarError) -> [Expression.ID] {
        try expect(.openParenthesis, "`(`")
        return try parseList(until: .closeParenthesis, "`)`")
    }

    /// Comma<Expr> with an optional trailing comma, and the closing token.
    private mutating func parseList(
        until close: Token.Kind,
        _ what: String
    ) throws(CedarError) -> [Expression.ID] {
        var items: [Expression.ID] = []
        while !at(close) {
            items.append(try parseExpression())
            guard take(.comma) else { break }
        }
        try expect(close, "`,` or \(what)")
        return items
    }

    private mutating func parsePrimary() throws(CedarError) -> Expression.ID {
        let start = current.start
        switch current.kind {
        case .number:
            return try add(.long(try integer(negative: false)), at: start)
        case .string:
            return try add(.string(try string("a string")), at: start)
        case .slot:
            throw error(
                .slot,
                "slot `\(text(current))` is only allowed in the scope",
                hint: "slots stand right of `==` or `in` in the policy head"
            )
        case .openParenthesis:
            advance()
            let inner = try parseExpression()
            try expect(.closeParenthesis, "`)`")
            return inner
        case .openBracket:
            advance()
            let items = try parseList(until: .closeBracket, "`]`")
            return try add(.set(items), at: start, over: items)
        case .openBrace:
            return try parseRecord()
        case .identifier:
            return try parseWord()
        default:
            throw unexpected(expected: "an expression")
        }
    }

    private mutating func parseRecord() throws(CedarError) -> Expression.ID {
        let start = current.start
        advance()
        var entries: [Expression.RecordEntry] = []
        var keys = Set<CedarText>()
        while !at(.closeBrace) {
            let keyOffset = current.start
            let key =
                at(.string)
                ? try string("a key") : CedarText(try name("a key"))
            guard keys.insert(key).inserted else {
                throw CedarError(
                    .duplicate,
                    "key `\(key)` occurs twice",
                    at: position(keyOffset)
                )
            }
            try expect(.colon, "`:`")
            entries.append(.init(key: key, value: try parseExpression()))
            guard take(.comma) else { break }
        }
        try expect(.closeBrace, "`,` or `}`")
        return try add(.record(entries), at: start, over: entries.map(\.value))
    }

    private mutating func parseWord() throws(CedarError) -> Expression.ID {
        let start = current.start
        let word = text(current)
        if word == "true" || word == "false" {
            advance()
            return try add(.bool(word == "true"), at: start)
        }
        if peek().kind == .pathSeparator {
            return try add(.entity(try entity()), at: start)
        }
        if peek().kind == .openParenthesis {
            guard let function = ExtensionFunction(rawValue: word), function.isConstructor else {
                let isMethod = ExtensionFunction(rawValue: word) != nil
                throw error(
                    .unknownName,
                    "`\(word)` is not a function",
                    hint: isMethod ? "call it as a method: `x.\(word)(…)`" : nil
                )
            }
            advance()
            let arguments = try parseArguments()
            return try add(.call(function, arguments), at: start, over: arguments)
        }
        guard let variable = Expression.Variable(rawValue: word) else {
            if Self.isReserved(word) {
                throw error(
                    .reservedWord,
                    "reserved word `\(word)` cannot begin an expression here",
                    hint: word == "if" ? "put `if … then … else …` in parentheses" : nil
                )
            }
            throw error(
                .unknownName,
                "unknown variable `\(word)`",
                hint: "variables are principal, action, resource and context"
            )
        }
        advance()
        return try add(.variable(variable), at: start)
    }
}
