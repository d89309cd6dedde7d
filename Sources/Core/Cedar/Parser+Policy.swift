extension Parser {
    /// Reads `Policies := Policy*`.
    mutating func parsePolicies() throws(CedarError) -> [PolicyBody] {
        var policies: [PolicyBody] = []
        while !at(.endOfText) {
            guard policies.count < limits.maximumPolicies else {
                throw error(.count, "text has more than \(limits.maximumPolicies) policies")
            }
            policies.append(try parsePolicy())
        }
        return policies
    }

    /// Reads `Policy := Annot* ('permit'|'forbid') '(' scope ')' Cond* ';'`.
    private mutating func parsePolicy() throws(CedarError) -> PolicyBody {
        builder = ExpressionBuilder(limits: limits)
        dropAnchor()
        let start = current.start
        let annotations = try parseAnnotations()
        let effect: Policy.Effect
        if takeWord("permit") {
            effect = .permit
        } else if takeWord("forbid") {
            effect = .forbid
        } else {
            throw unexpected(expected: "`permit` or `forbid`")
        }
        try expect(.openParenthesis, "`(`")
        try expectVariable("principal")
        let principal = try parseConstraint("principal")
        try expectComma("action")
        try expectVariable("action")
        let action = try parseActionConstraint()
        try expectComma("resource")
        try expectVariable("resource")
        let resource = try parseConstraint("resource")
        _ = take(.comma)
        try expect(.closeParenthesis, "`)`")
        var conditions: [PolicyBody.Condition] = []
        while atWord("when") || atWord("unless") { conditions.append(try parseCondition()) }
        let end = current.end
        try expect(.semicolon, conditions.isEmpty ? "`when`, `unless` or `;`" : "`;`")
        return PolicyBody(
            effect: effect,
            annotations: annotations,
            principal: principal,
            action: action,
            resource: resource,
            conditions: conditions,
            expression: builder.expression,
            source: String(decoding: bytes[start..<end], as: UTF8.self),
            position: position(start)
        )
    }

    /// Reads `Annot := '@' AnyIdent [ '(' STR ')' ]`.
    mutating func parseAnnotations() throws(CedarError) -> [Policy.Annotation] {
        var annotations: [Policy.Annotation] = []
        var seen = Set<String>()
        while take(.at) {
            guard at(.identifier) else { throw unexpected(expected: "an annotation name") }
            let key = text(current)
            guard seen.insert(key).inserted else {
                throw error(.duplicate, "annotation `@\(key)` occurs twice")
            }
            advance()
            var value: CedarText?
            if take(.openParenthesis) {
                value = try string("the value in double quotes")
                try expect(.closeParenthesis, "`)`")
            }
            annotations.append(.init(key: key, value: value ?? "", hasValue: value != nil))
        }
        return annotations
    }

    private mutating func parseCondition() throws(CedarError) -> PolicyBody.Condition {
        let isWhen = atWord("when")
        advance()
        try expect(.openBrace, "`{`")
        if at(.closeBrace) {
            throw error(.syntax, "condition is empty", hint: "write `true` if nothing is demanded")
        }
        let root = try parseExpression()
        try expect(.closeBrace, "`}`")
        return .init(isWhen: isWhen, root: root)
    }

    private mutating func expectVariable(_ word: StaticString) throws(CedarError) {
        guard takeWord(word) else {
            throw unexpected(
                expected: "`\(word)`",
                hint: "the scope names principal, action and resource in this order"
            )
        }
    }

    private mutating func expectComma(_ next: String) throws(CedarError) {
        try expect(.comma, "`,` and `\(next)`")
    }

    private mutating func parseConstraint(
        _ variable: StaticString
    ) throws(CedarError) -> PolicyBody.Constraint {
        if take(.equal) { return .equal(try parseReference(variable)) }
        if takeWord("in") { return .within(try parseReference(variable)) }
        guard takeWord("is") else { return .any }
        let type = try path("an entity type")
        guard takeWord("in") else { return .isType(type) }
        return .isTypeWithin(type, try parseReference(variable))
    }

    private mutating func parseReference(
        _ variable: StaticString
    ) throws(CedarError) -> PolicyBody.Reference {
        if take(.openParenthesis) {
            try enter()
            let inner = try parseReference(variable)
            leave()
            try expect(.closeParenthesis, "`)`")
            return inner
        }
        if at(.slot) {
            guard text(current) == "?\(variable)" else {
                throw error(.slot, "slot `\(text(current))` cannot stand for `\(variable)`")
            }
            advance()
            return .slot
        }
        guard at(.identifier) else { throw unexpected(expected: "an entity or a slot") }
        return .entity(try entity())
    }

    private mutating func parseActionConstraint() throws(CedarError) -> PolicyBody.ActionConstraint
    {
        if take(.equal) { return .equal(try parseAction()) }
        guard takeWord("in") else {
            if atWord("is") {
                throw error(.syntax, "`is` is not allowed for the action")
            }
            return .any
        }
        guard take(.openBracket) else { return .within([try parseAction()]) }
        var actions: [EntityUID] = []
        while !at(.closeBracket) {
            actions.append(try parseAction())
            guard take(.comma) else { break }
        }
        try expect(.closeBracket, "`,` or `]`")
        return .within(actions)
    }

    private mutating func parseAction() throws(CedarError) -> EntityUID {
        if take(.openParenthesis) {
            try enter()
            let inner = try parseAction()
            leave()
            try expect(.closeParenthesis, "`)`")
            return inner
        }
        if at(.slot) { throw error(.slot, "a slot cannot stand for the action") }
        let start = current.start
        guard at(.identifier) else { throw unexpected(expected: "an action") }
        let uid = try entity()
        guard uid.isAction else {
            throw CedarError(
                .syntax,
                "`\(uid)` is not an action",
                at: position(start),
                hint: "the type of an action ends in `Action`"
            )
        }
        return uid
    }
}
