/// Finds the layout of the tokens of a text of policies that the parser has accepted.
struct LayoutBuilder {
    private let bytes: [UInt8]
    private let tokens: [Token]
    private let trivia: [SourceTrivia.Entry]
    private var index = 0
    /// The first token whose leading comments have not been laid out.
    private var commented = 0

    init(_ bytes: [UInt8], _ tokens: [Token], _ trivia: [SourceTrivia.Entry]) {
        self.bytes = bytes
        self.tokens = tokens
        self.trivia = trivia
    }

    // MARK: Tokens

    var kind: Token.Kind { tokens[index].kind }

    func atWord(_ word: StaticString) -> Bool {
        let token = tokens[index]
        guard token.kind == .identifier, token.end - token.start == word.utf8CodeUnitCount else {
            return false
        }
        return word.withUTF8Buffer { bytes[token.start..<token.end].elementsEqual($0) }
    }

    /// The comments before the current token, unless they are laid out already.
    mutating func leading() -> [Layout] {
        guard commented <= index else { return [] }
        commented = index + 1
        return trivia[index].leading.map { .comment($0, isTrailing: false) }
    }

    /// Takes the current token with its comments.
    mutating func token() -> Layout {
        var parts = leading()
        parts.append(.token(index))
        if let comment = trivia[index].trailing {
            parts.append(.comment(comment, isTrailing: true))
        }
        index += 1
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    // MARK: Policies

    /// All policies, one blank line between them.
    mutating func policies() -> Layout {
        var parts: [Layout] = []
        while kind != .endOfText {
            if !parts.isEmpty { parts.append(.blank) }
            parts += outerComments()
            parts.append(policy())
            parts.append(.hardLine)
        }
        if trivia[index].leading.first?.isAfterBlank == true, !parts.isEmpty {
            parts.append(.blank)
        }
        return .sequence(parts + outerComments())
    }

    /// Comments between policies keep the blank lines among them.
    private mutating func outerComments() -> [Layout] {
        let entry = trivia[index]
        commented = index + 1
        var parts: [Layout] = []
        for (number, comment) in entry.leading.enumerated() {
            if number > 0, comment.isAfterBlank { parts.append(.blank) }
            parts.append(.comment(comment, isTrailing: false))
        }
        if entry.isAfterBlank, !parts.isEmpty, kind != .endOfText { parts.append(.blank) }
        return parts
    }

    private mutating func policy() -> Layout {
        var parts: [Layout] = []
        while kind == .at {
            parts += [token(), token()]
            if kind == .openParenthesis { parts += [token(), token(), token()] }
            parts.append(.hardLine)
        }
        parts += [token(), .space, scope()]
        while kind == .identifier {
            parts.append(.hardLine)
            parts += leading()
            parts.append(condition())
        }
        parts.append(token())
        return .sequence(parts)
    }

    /// The scope: on one line if it demands nothing, else each variable on its own.
    private mutating func scope() -> Layout {
        let commas = [index + 2, index + 4].allSatisfy { tokens[$0].kind == .comma }
        let end = tokens[index + 6].kind
        let isBare = commas && (end == .closeParenthesis || end == .comma)
        return list(isBare ? .softLine : .hardLine) { $0.operators(from: .relation) }
    }

    private mutating func condition() -> Layout {
        var parts = [token(), .space, token()]
        parts.append(.nest([.line, expression()] + leading()))
        parts += [.line, token()]
        return .group(parts)
    }

    // MARK: Lists

    /// Takes an opening bracket, members separated by commas, and the closing bracket.
    mutating func list(
        _ edge: Layout = .softLine,
        _ member: (inout LayoutBuilder) -> Layout
    ) -> Layout {
        var parts = [token()]
        var inner: [Layout] = []
        while !isClosing {
            inner.append(inner.isEmpty || edge.isHard ? edge : .line)
            inner.append(member(&self))
            if kind == .comma { inner.append(token()) }
        }
        let comments = leading()
        if inner.isEmpty, !comments.isEmpty { inner.append(edge) }
        if !inner.isEmpty {
            parts.append(.nest(inner + comments))
            parts.append(edge)
        }
        parts.append(token())
        return .group(parts)
    }

    private var isClosing: Bool {
        switch kind {
        case .closeParenthesis, .closeBracket, .closeBrace, .endOfText: true
        default: false
        }
    }
}
