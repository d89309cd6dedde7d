/// A recursive-descent parser over the tokens of one text, shared by policies and schemas.
struct Parser {
    let bytes: [UInt8]
    let tokens: [Token]
    let limits: CedarLimits
    private(set) var index = 0
    private var depth = 0
    /// The expression nodes of the policy being read.
    var builder: ExpressionBuilder

    /// Where the last policy began; positions are counted on from there.
    private var anchor = SourcePosition(line: 1, column: 1, offset: 0)

    init(_ bytes: [UInt8], mode: Lexer.Mode, limits: CedarLimits) throws(CedarError) {
        self.bytes = bytes
        self.limits = limits
        self.builder = ExpressionBuilder(limits: limits)
        self.tokens = try Lexer.tokens(of: bytes, mode: mode, limits: limits)
    }

    // MARK: Tokens

    var current: Token { tokens[index] }

    func peek(_ ahead: Int = 1) -> Token { tokens[min(index + ahead, tokens.count - 1)] }

    mutating func advance() {
        if index < tokens.count - 1 { index += 1 }
    }

    func at(_ kind: Token.Kind) -> Bool { current.kind == kind }

    mutating func take(_ kind: Token.Kind) -> Bool {
        guard at(kind) else { return false }
        advance()
        return true
    }

    mutating func expect(_ kind: Token.Kind, _ what: String) throws(CedarError) {
        guard take(kind) else { throw unexpected(expected: what) }
    }

    /// Whether the token is an identifier with this exact text.
    func atWord(_ word: StaticString) -> Bool { isWord(current, word) }

    func isWord(_ token: Token, _ word: StaticString) -> Bool {
        guard token.kind == .identifier, token.end - token.start == word.utf8CodeUnitCount else {
            return false
        }
        return word.withUTF8Buffer { bytes[token.start..<token.end].elementsEqual($0) }
    }

    mutating func takeWord(_ word: StaticString) -> Bool {
        guard atWord(word) else { return false }
        advance()
        return true
    }

    func text(_ token: Token) -> String {
        String(decoding: bytes[token.start..<token.end], as: UTF8.self)
    }

    // MARK: Names and strings

    private static let reserved: Set<String> = [
        "true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar",
    ]

    static func isReserved(_ word: String) -> Bool { reserved.contains(word) }

    /// Takes an identifier that is not a reserved word.
    mutating func name(_ what: String) throws(CedarError) -> String {
        guard at(.identifier) else { throw unexpected(expected: what) }
        let word = text(current)
        if Self.isReserved(word) {
            throw error(.reservedWord, "`\(word)` is a reserved word and cannot be \(what)")
        }
        advance()
        return word
    }

    /// Takes a string token and decodes it.
    mutating func string(_ what: String) throws(CedarError) -> CedarText {
        guard at(.string) else { throw unexpected(expected: what) }
        let inside = bytes[(current.start + 1)..<(current.end - 1)]
        do {
            let text = try StringEscapes.text(inside)
            advance()
            return text
        } catch {
            throw CedarError(.invalidEscape, error.reason, at: position(current.start))
        }
    }

    /// Takes the pattern of `like`.
    mutating func pattern() throws(CedarError) -> Pattern {
        guard at(.string) else { throw unexpected(expected: "a pattern in double quotes") }
        let inside = bytes[(current.start + 1)..<(current.end - 1)]
        do {
            let pattern = try StringEscapes.pattern(inside)
            advance()
            return pattern
        } catch {
            throw CedarError(.invalidEscape, error.reason, at: position(current.start))
        }
    }

    /// Takes a type path, `Ns::Type`.
    mutating func path(_ what: String) throws(CedarError) -> CedarText {
        var path = try name(what)
        while at(.pathSeparator), peek().kind == .identifier {
            advance()
            path += "::"
            path += try name(what)
        }
        return CedarText(path)
    }

    /// Takes an entity literal, `Ns::Type::"id"`.
    mutating func entity() throws(CedarError) -> EntityUID {
        let type = try path("an entity type")
        try expect(.pathSeparator, "`::`")
        return EntityUID(type: type, id: try string("an entity identifier in double quotes"))
    }

    // MARK: Limits and errors

    mutating func enter() throws(CedarError) {
        depth += 1
        if depth > limits.maximumDepth {
            throw error(.nesting, "nesting is deeper than \(limits.maximumDepth)")
        }
    }

    mutating func leave() { depth -= 1 }

    func position(_ offset: Int) -> SourcePosition {
        SourcePosition(
            offset: offset,
            in: bytes,
            from: offset >= anchor.offset
                ? anchor : SourcePosition(line: 1, column: 1, offset: 0)
        )
    }

    /// Moves the place from which positions are counted to the current token.
    mutating func dropAnchor() { anchor = position(current.start) }

    func error(_ code: CedarError.Code, _ reason: String, hint: String? = nil) -> CedarError {
        CedarError(code, reason, at: position(current.start), hint: hint)
    }

    func unexpected(expected: String, hint: String? = nil) -> CedarError {
        let found = at(.endOfText) ? "the end of the text" : "`\(text(current))`"
        return error(.syntax, "expected \(expected), found \(found)", hint: hint)
    }
}
