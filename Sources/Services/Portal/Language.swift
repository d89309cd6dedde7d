/// A language of the pages.
enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case spanish = "es"
    case portuguese = "pt"
    case french = "fr"

    /// The language's name in the language itself.
    var ownName: String {
        switch self {
        case .english: "English"
        case .spanish: "Español"
        case .portuguese: "Português"
        case .french: "Français"
        }
    }

    /// Chooses the language of a page: what the query says, else what the browser prefers
    /// (RFC 9110, section 12.5.4), else English.
    ///
    /// - Parameters:
    ///   - query: the value of `lang`; one that is no language of ours is passed over.
    ///   - accepted: the value of `Accept-Language`.
    /// - Returns: the language.
    static func choose(query: String?, accepted: String?) -> Language {
        if let chosen = query.flatMap(Language.init(rawValue:)) { return chosen }
        var best: (language: Language, weight: Int) = (.english, 0)
        for range in (accepted ?? "").split(separator: ",").prefix(20) {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let tag = parts.first?.lowercased(),
                let language = Language(rawValue: String(tag.prefix { $0 != "-" }))
            else { continue }
            let weight = parts.dropFirst().first.map { Self.thousandths($0) } ?? 1000
            if weight > best.weight { best = (language, weight) }
        }
        return best.language
    }

    /// The weight `q=0.8` in thousandths; 0 where it is malformed.
    private static func thousandths(_ text: String) -> Int {
        guard text.lowercased().hasPrefix("q="), text.utf8.count <= 7 else { return 0 }
        let digits = text.dropFirst(2).split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = digits.first.flatMap({ Int($0) }), (0...1).contains(whole) else {
            return 0
        }
        guard digits.count > 1 else { return whole * 1000 }
        let fraction = String((digits[1] + "000").prefix(3))
        return min(1000, whole * 1000 + (Int(fraction) ?? 0))
    }
}
