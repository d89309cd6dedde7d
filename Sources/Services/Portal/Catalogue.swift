internal import CanonicalJSON

/// The words of the pages, in every language.
struct Catalogue: Sendable {
    private let texts: [Language: [String: String]]

    /// Reads the embedded catalogues.
    ///
    /// - Throws: ``PortalSetupError`` where one is malformed.
    init() throws {
        var texts: [Language: [String: String]] = [:]
        for language in Language.allCases { texts[language] = try Self.read(language) }
        self.texts = texts
    }

    /// All texts in a language, by key.
    subscript(language: Language) -> [String: String] { texts[language] ?? [:] }

    private static func read(_ language: Language) throws -> [String: String] {
        let json = try JSON(parsing: bytes(of: language))
        guard case .object(let members) = json else {
            throw PortalSetupError(
                description: "catalogue `\(language.rawValue)` is not an object"
            )
        }
        var texts: [String: String] = [:]
        for (key, value) in members {
            guard let text = value.stringValue, !text.isEmpty else {
                throw PortalSetupError(
                    description: "catalogue `\(language.rawValue)`: `\(key)` is not a text"
                )
            }
            texts[key] = text
        }
        return texts
    }

    static func bytes(of language: Language) -> [UInt8] {
        switch language {
        case .english: PackageResources.en_json
        case .spanish: PackageResources.es_json
        case .portuguese: PackageResources.pt_json
        case .french: PackageResources.fr_json
        }
    }
}

/// The words of the pages in one language.
struct Words {
    let texts: [String: String]

    /// The text under a key, with its places filled in.
    ///
    /// Places are written `{n}`. Values are put in once and not read again, so that a value that
    /// looks like a place stays as it is.
    func callAsFunction(_ key: String, _ values: [String: String] = [:]) -> String {
        guard let text = texts[key] else { return key }
        guard !values.isEmpty else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += values[name] ?? String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    func callAsFunction(_ key: String, _ number: Int) -> String {
        self(key, ["n": String(number)])
    }
}
