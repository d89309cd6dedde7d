internal import Governance

/// What every page is made from: the register at a moment, and the words of a language.
struct PageScope {
    /// The register at the moment asked about.
    let view: RegisterView
    /// The root of the register.
    let mark: Ruling.RegisterMark
    /// The language.
    let language: Language
    /// The words of the language.
    let words: Words
    /// The moment in the query; `nil` where the page is of now.
    let asOf: Instant?
    /// The position before which entries of the log are listed; nil for the latest.
    let before: Int?

    /// The register.
    var register: Register { view.register }

    /// The query that a link carries to keep the language.
    var query: String { "?lang=\(language.rawValue)" }

    /// The query that a link carries to keep the language and the moment.
    var queryWithMoment: String { query + (asOf.map { "&as_of=\($0.portalText)" } ?? "") }

    /// A link within the portal that keeps the language and the moment.
    func link(_ path: String) -> String { path + queryWithMoment }

    /// A register's text in the page's language.
    func text(_ text: LocalizedText) -> String {
        let found = text.text(in: language.rawValue)
        return found.isEmpty ? text.english : found
    }

    /// The fields that every template may use.
    func common(_ page: Page, edition: String) -> Fields {
        let sections = [
            ("/", "nav_home"), ("/who", "nav_who"), ("/decisions", "nav_decisions"),
            ("/rules", "nav_rules"), ("/agreements", "nav_agreements"),
            ("/bodies", "nav_bodies"), ("/log", "nav_log"),
        ]
        return [
            "t": words.texts,
            "lang": language.rawValue,
            "q": query,
            "edition": edition,
            "pageTitle": page.title,
            "republic": register.head.map { text($0.name) } ?? words("site"),
            "nav": sections.map { path, key -> Fields in
                let isHere = path == "/" ? page.path == "/" : isUnder(path, page.path)
                return ["navHref": path + query, "navName": words(key), "isHere": isHere]
            },
            "languages": Language.allCases.map { other -> Fields in
                let moment = asOf.map { "&as_of=\($0.portalText)" } ?? ""
                return [
                    "code": other.rawValue,
                    "ownName": other.ownName,
                    "langHref": page.path + "?lang=\(other.rawValue)" + moment,
                    "isCurrent": other == language,
                ]
            },
            "footerState": words("footer_state", mark.position),
            "root": mark.root.text,
            "path": page.path,
            "asOfDate": view.instant.dateText,
            "moment": date(view.instant),
            "isPast": asOf != nil,
        ]
    }

    private func isUnder(_ section: String, _ path: String) -> Bool {
        if section == "/decisions", path.hasPrefix("/acts/") { return true }
        if section == "/log", path == "/entries" || path.hasPrefix("/entries/") { return true }
        return path == section || path.hasPrefix(section + "/")
    }
}
