extension EntityUID {
    /// Reads an entity as Cedar writes it, `Ns::User::"alice"`.
    public init(parsing text: String, limits: CedarLimits = .default) throws(CedarError) {
        var parser = try Parser(Array(text.utf8), mode: .policy, limits: limits)
        self = try parser.entity()
        guard parser.at(.endOfText) else {
            throw parser.unexpected(expected: "the end of the text")
        }
    }
}
