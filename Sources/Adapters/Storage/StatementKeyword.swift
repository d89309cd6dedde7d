/// Refuses statements that would end the transaction or change the connection.
///
/// A transaction is all or nothing only while its body cannot commit half of it.
enum StatementKeyword {
    private static let forbidden: Set<String> = [
        "BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "ATTACH", "DETACH",
        "VACUUM",
    ]

    static func check(_ sql: String) throws(DatabaseError) {
        let word = first(of: sql)
        guard !forbidden.contains(word) else {
            throw DatabaseError(.forbiddenStatement, "`\(word)` is not allowed in a transaction")
        }
    }

    /// The first word in upper case, after white space, semicolons and comments.
    private static func first(of sql: String) -> String {
        var rest = sql.utf8[...]
        while let byte = rest.first {
            switch byte {
            case 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, UInt8(ascii: ";"):
                rest.removeFirst()
            case UInt8(ascii: "-") where rest.dropFirst().first == UInt8(ascii: "-"):
                rest = rest.drop { $0 != 0x0A }
            case UInt8(ascii: "/") where rest.dropFirst().first == UInt8(ascii: "*"):
                rest = afterBlockComment(rest.dropFirst(2))
            default:
                let word = rest.prefix { isLetter($0) }
                return String(decoding: word, as: UTF8.self).uppercased()
            }
        }
        return ""
    }

    private static func afterBlockComment(_ text: Substring.UTF8View) -> Substring.UTF8View {
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "*"), rest.first == UInt8(ascii: "/") {
                return rest.dropFirst()
            }
        }
        return rest
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
    }
}
