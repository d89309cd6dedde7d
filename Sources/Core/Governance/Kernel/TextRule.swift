internal import CanonicalJSON

/// Which characters a recorded text may hold, so that it reads the same to everyone.
enum TextRule {
    /// The first text in a value that holds a character it may not; `nil` when there is none.
    ///
    /// Control characters other than line feed and tab, marks that turn the direction of writing,
    /// and characters without a width are refused, in keys as in values.
    static func offence(in json: JSON) -> String? {
        switch json {
        case .string(let text): accepts(text) ? nil : text
        case .array(let values): values.lazy.compactMap { offence(in: $0) }.first
        case .object(let members):
            members.lazy.compactMap { accepts($0.key) ? offence(in: $0.value) : $0.key }.first
        case .null, .bool, .integer, .decimal: nil
        }
    }

    /// Whether a text is one line that says something: no line break, not only white space.
    static func isTitle(_ text: String) -> Bool {
        !text.unicodeScalars.contains("\n") && !text.unicodeScalars.contains("\t")
            && text.unicodeScalars.contains { !$0.properties.isWhitespace }
    }

    private static func accepts(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x09, 0x0A: true
            case 0x00...0x1F, 0x7F...0x9F: false
            case 0x00AD, 0x061C, 0x115F, 0x1160, 0x180E, 0x3164, 0xFFA0: false
            case 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0x2800: false
            case 0xFEFF, 0xFFF9...0xFFFB, 0xFFFE, 0xFFFF: false
            case 0xE0000...0xE007F: false
            default: true
            }
        }
    }
}
