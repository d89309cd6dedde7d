/// Writes JSON text (RFC 8259) without a tree in between.
enum JSONText {
    /// Appends a string in quotes; every control character is escaped, those after U+007F too.
    static func append(_ string: String, to text: inout String) {
        text.append("\"")
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text.append("\\\"")
            case "\\": text.append("\\\\")
            case "\n": text.append("\\n")
            case "\r": text.append("\\r")
            case "\t": text.append("\\t")
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
                let digits = String(scalar.value, radix: 16)
                text.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text.append("\"")
    }

    /// Appends `"name":` after a comma where one is due.
    static func appendName(_ name: String, to text: inout String) {
        if !text.hasSuffix("{") { text.append(",") }
        append(name, to: &text)
        text.append(":")
    }
}
