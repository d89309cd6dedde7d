extension Policy {
    /// Makes a policy that permits everything under one condition: an expression in Cedar syntax.
    ///
    /// The text must be one expression and nothing else, so it cannot close the condition and add
    /// to the policy.
    public init(
        condition text: String,
        id: String,
        limits: CedarLimits = .default
    ) throws(CedarError) {
        var parser = try Parser(Array(text.utf8), mode: .policy, limits: limits)
        let root = try parser.parseExpression()
        guard parser.at(.endOfText) else {
            throw parser.unexpected(expected: "the end of the expression")
        }
        let body = PolicyBody(
            effect: .permit,
            conditions: [.init(isWhen: true, root: root)],
            expression: parser.builder.expression
        )
        self.init(id: id, body: body)
    }
}
