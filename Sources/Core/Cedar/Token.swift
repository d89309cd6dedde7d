/// A lexical unit of a Cedar text.
struct Token: Sendable {
    enum Kind: UInt8, Sendable {
        case identifier, number, string, slot, endOfText
        case at, openParenthesis, closeParenthesis, openBrace, closeBrace, openBracket
        case closeBracket, comma, semicolon, dot, colon, pathSeparator, assign, equal, notEqual
        case less, lessOrEqual, greater, greaterOrEqual, and, or, plus, minus, times, divide
        case modulo, not, question
    }

    let kind: Kind
    /// The first byte.
    let start: Int
    /// The byte after the last.
    let end: Int
}
