internal import CanonicalJSON

extension ServerRegister {
    private static let page = 500

    /// A list of the API, and the same list as the log makes it.
    struct List {
        let path: String
        /// The name of the rows in the answer.
        let name: String
        var query = ""
        /// The identifier of a row that is shown.
        let key: (JSON) -> String?
        /// The rows that the log makes, in any order.
        let made: [(key: String, row: JSON)]
        /// The finding about a row, by what is the matter with it.
        let finding: (_ key: String, _ difference: Difference) -> AuditFinding
    }

    /// How a row that is shown differs from what the log makes.
    enum Difference {
        case hidden
        case madeUp
        /// Members that are changed, dropped or added.
        case other([String])

        /// The difference in words.
        func words(hidden: String, madeUp: String) -> String {
            switch self {
            case .hidden: hidden
            case .madeUp: madeUp
            case .other(let names):
                "is shown otherwise than the log makes it "
                    + "(\(names.prefix(20).joined(separator: ", ")))"
            }
        }
    }

    /// Compares a list, page by page: what is hidden, made up or shown otherwise.
    ///
    /// Both are in the order of their keys, so one page is held at a time. Reading ends soon after
    /// there are more rows than the log makes, so a list without end is just one that is wrong.
    func compare(_ list: List) async throws(LogClientError) -> Findings {
        var findings = Findings()
        let made = list.made.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        var next = 0
        var count = 0
        var after = ""
        while count <= made.count + Self.page {
            try ledger.check()
            let path = "\(list.path)?limit=\(Self.page)&after=\(after)\(list.query)"
            guard let page = try await json(path)?[list.name]?.arrayValue else {
                throw LogClientError(.unusable, "`\(list.path)` of the server is no list")
            }
            for row in page {
                let key = try key(of: row, in: list, after: after)
                after = key
                while next < made.count,
                    made[next].key.utf8.lexicographicallyPrecedes(key.utf8)
                {
                    findings.add(list.finding(made[next].key, .hidden))
                    next += 1
                }
                guard next < made.count, made[next].key.utf8.elementsEqual(key.utf8) else {
                    findings.add(list.finding(key, .madeUp))
                    continue
                }
                let names = Self.differences(made[next].row, row)
                if !names.isEmpty { findings.add(list.finding(key, .other(names))) }
                next += 1
            }
            count += page.count
            if page.count < Self.page {
                for row in made[next...] { findings.add(list.finding(row.key, .hidden)) }
                return findings
            }
        }
        return findings
    }

    private func key(
        of row: JSON,
        in list: List,
        after last: String
    ) throws(LogClientError) -> String {
        guard let key = list.key(row), !key.isEmpty, key.utf8.count < 400,
            key.allSatisfy(Self.isPath)
        else { throw LogClientError(.unusable, "a row of `\(list.path)` has no identifier") }
        guard last.utf8.lexicographicallyPrecedes(key.utf8) else {
            throw LogClientError(.unusable, "`\(list.path)` of the server is not in order")
        }
        return key
    }

    private static func isPath(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || "-_./".contains(character))
    }

    /// The members that are shown otherwise than the log makes them, or that it does not make; those
    /// of an object within by both names, such as `rule.until`.
    static func differences(_ made: JSON, _ shown: JSON, deep: Bool = true) -> [String] {
        guard let ours = made.objectValue, let theirs = shown.objectValue else {
            return made == shown ? [] : ["value"]
        }
        return ours.flatMap { name, value in
            guard let their = theirs[name], their != value else {
                return theirs[name] == nil ? [name] : []
            }
            guard deep, value.objectValue != nil, their.objectValue != nil else { return [name] }
            return differences(value, their, deep: false).map { "\(name).\($0)" }
        } + theirs.keys.filter { ours[$0] == nil }
    }
}
