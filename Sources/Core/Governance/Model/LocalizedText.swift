/// A text in English and, where given, in other languages.
///
/// In a charter either plain text, which is English, or a mapping from language to text:
/// `{en: Civil Registry, es: Registro Civil}`. English is always there.
public struct LocalizedText: Hashable, Sendable {
    /// The English text.
    public let english: String
    /// Texts in other languages, by the language's two-letter code (ISO 639-1).
    public let translations: [String: String]

    /// Makes a text from its English form and its translations.
    public init(_ english: String, translations: [String: String] = [:]) {
        self.english = english
        self.translations = translations.filter { $0.key != "en" }
    }

    /// The text in `language`, or in English where there is none.
    public func text(in language: String) -> String {
        language == "en" ? english : translations[language] ?? english
    }
}

extension LocalizedText: Codable, ExpressibleByStringLiteral {
    /// Makes an English text.
    public init(stringLiteral value: String) { self.init(value) }

    /// Reads the value from its one coded form.
    ///
    /// - Throws: a `DecodingError` that says what is wrong.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let plain = try? container.decode(String.self) {
            self.init(plain)
            return
        }
        let texts = try container.decode([String: String].self)
        guard let english = texts["en"] else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "a text in several languages needs one in `en`"
            )
        }
        if let odd = texts.keys.sorted().first(where: { !Self.isLanguageCode($0) }) {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "`\(odd.prefix(20))` is not a two-letter language code"
            )
        }
        self.init(english, translations: texts)
    }

    /// Writes the value in its one coded form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        guard !translations.isEmpty else { return try container.encode(english) }
        try container.encode(translations.merging(["en": english]) { _, new in new })
    }

    private static func isLanguageCode(_ text: String) -> Bool {
        text.utf8.count == 2 && text.utf8.allSatisfy { (0x61...0x7A).contains($0) }
    }
}
