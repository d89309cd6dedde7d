/// What the adapter must know of a statement's text before an engine sees it.
///
/// It reads the text as words, quoted parts, comments and parameters; it does not know SQL's
/// grammar, which is the engine's business.
struct SQLText: Sendable {
    /// A piece of a statement's text.
    enum Token: Equatable {
        /// A word outside of quotes: a keyword, a name, a number.
        case word(Substring.UTF8View.SubSequence)
        /// A parameter, `$1`, with its number; `nil` for a parameter of any other form.
        case parameter(Int?)
        /// A semicolon.
        case semicolon
        /// Anything else: white space, a comment, a quoted part, an operator.
        case other

        static func == (left: Token, right: Token) -> Bool {
            switch (left, right) {
            case (.word(let one), .word(let other)): one.elementsEqual(other)
            case (.parameter(let one), .parameter(let other)): one == other
            case (.semicolon, .semicolon), (.other, .other): true
            default: false
            }
        }
    }

    /// How many values the statement takes: the greatest n of its parameters `$n`.
    let parameterCount: Int

    private static let maximumParameters = 32_766

    /// Statements that would end the transaction or change the connection in either engine.
    ///
    /// A transaction is all or nothing only while its body cannot commit half of it.
    private static let forbidden: Set<String> = [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE",
        "EXECUTE", "DEALLOCATE", "PRAGMA", "SET", "RESET", "DISCARD", "ATTACH", "DETACH", "VACUUM",
        "COPY", "LISTEN", "UNLISTEN", "NOTIFY", "LOCK", "DECLARE", "FETCH", "CLOSE", "DO", "CALL",
    ]

    /// Reads a statement's text.
    ///
    /// - Throws: `forbidden_statement` for transaction control and settings, `invalid_statement`
    ///   where the parameters are not `$1` to `$n`.
    init(_ sql: String) throws(DatabaseError) {
        var isFirst = true
        var seen: Set<Int> = []
        var reading = SQLText.Reading(sql)
        while let token = reading.next() {
            switch token {
            case .word(let word):
                if isFirst { try Self.check(word) }
                isFirst = false
            case .parameter(let number):
                guard let number, number <= Self.maximumParameters else {
                    throw DatabaseError(
                        .invalidStatement,
                        "parameters are written $1 to $n, with n up to \(Self.maximumParameters)"
                    )
                }
                seen.insert(number)
            case .semicolon, .other: break
            }
        }
        parameterCount = seen.max() ?? 0
        guard seen.count == parameterCount else {
            throw DatabaseError(
                .invalidStatement,
                "the parameters up to $\(parameterCount) are not all used"
            )
        }
    }

    /// Refuses a number of values that is not that of the parameters.
    func check(values: [SQLValue]) throws(DatabaseError) {
        guard values.count == parameterCount else {
            throw DatabaseError(
                .invalidStatement,
                "the statement has \(parameterCount) parameters and was given \(values.count) values"
            )
        }
    }

    private static func check(_ word: Substring.UTF8View.SubSequence) throws(DatabaseError) {
        let keyword = String(decoding: word, as: UTF8.self).uppercased()
        guard !forbidden.contains(keyword) else {
            throw DatabaseError(.forbiddenStatement, "`\(keyword)` is not allowed in a transaction")
        }
    }
}

extension SQLText {
    /// Reads a text token by token.
    struct Reading {
        private(set) var rest: Substring.UTF8View

        init(_ sql: String) { rest = Substring(sql).utf8 }

        /// The next token; `nil` at the end.
        mutating func next() -> Token? {
            guard let byte = rest.first else { return nil }
            switch byte {
            case UInt8(ascii: ";"):
                rest.removeFirst()
                return .semicolon
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                skipQuoted(byte)
                return .other
            case UInt8(ascii: "-") where second == UInt8(ascii: "-"):
                rest = rest.drop { $0 != 0x0A }
                return .other
            case UInt8(ascii: "/") where second == UInt8(ascii: "*"):
                skipBlockComment()
                return .other
            case UInt8(ascii: "$"), UInt8(ascii: "?"):
                return parameter()
            case UInt8(ascii: ":"), UInt8(ascii: "@"):
                return named()
            case _ where Self.isWord(byte):
                let word = rest.prefix { Self.isWord($0) || $0 == UInt8(ascii: "$") }
                rest = rest.dropFirst(word.count)
                return .word(word)
            default:
                rest.removeFirst()
                return .other
            }
        }

        private var second: UInt8? { rest.dropFirst().first }

        private mutating func parameter() -> Token {
            let isDollar = rest.removeFirst() == UInt8(ascii: "$")
            let name = rest.prefix { Self.isWord($0) || $0 == UInt8(ascii: "$") }
            rest = rest.dropFirst(name.count)
            guard isDollar, let digit = name.first, digit != UInt8(ascii: "0"),
                name.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), name.count <= 6
            else { return .parameter(nil) }
            return .parameter(name.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) })
        }

        /// `:name` and `@name` are parameters in SQLite; `::` is a cast in PostgreSQL, in neither
        /// engine's common SQL, and left to them to refuse.
        private mutating func named() -> Token {
            let mark = rest.removeFirst()
            if mark == UInt8(ascii: ":"), rest.first == mark {
                rest.removeFirst()
                return .other
            }
            let name = rest.prefix { Self.isWord($0) }
            rest = rest.dropFirst(name.count)
            return name.isEmpty ? .other : .parameter(nil)
        }

        private mutating func skipQuoted(_ quote: UInt8) {
            rest.removeFirst()
            while let byte = rest.popFirst() {
                guard byte == quote else { continue }
                guard rest.first == quote else { return }
                rest.removeFirst()
            }
        }

        private mutating func skipBlockComment() {
            rest = rest.dropFirst(2)
            while let byte = rest.popFirst() {
                if byte == UInt8(ascii: "*"), rest.first == UInt8(ascii: "/") {
                    rest.removeFirst()
                    return
                }
            }
        }

        private static func isWord(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
                true
            default: false
            }
        }
    }
}
