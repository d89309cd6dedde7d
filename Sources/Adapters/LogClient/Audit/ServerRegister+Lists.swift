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

    /// How something that is shown differs from what the log makes.
    enum Difference {
        case hidden
        case madeUp
        /// Where no such row can stand: without an identifier, or out of order.
        case misplaced
        /// Members that are changed, dropped or added.
        case other([String])

        /// The difference in words.
        func words(
            hidden: String = "is hidden by the server",
            madeUp: String = "is shown by the server, and the log does not make it"
        ) -> String {
            switch self {
            case .hidden: hidden
            case .madeUp: madeUp
            case .misplaced: "stands in the server's list where none of that name can"
            case .other(let names):
                "is shown otherwise than the log makes it "
                    + "(\(names.prefix(20).joined(separator: ", ")))"
            }
        }
    }

    /// Compares a list, page by page: what is hidden, made up or shown otherwise.
    ///
    /// Both are in the order of their keys, so one page is held at a time. Reading ends soon after
    /// there are more rows than the log makes, so a list without end is just one that is wrong. Where
    /// rows are long, fewer are asked for at a time.
    func compare(_ list: List, _ findings: inout Findings) async throws(LogClientError) {
        let made = list.made.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        var merge = Merge(list, made)
        var limit = Self.page
        while merge.count <= made.count + Self.page {
            try ledger.check()
            let path = "\(list.path)?limit=\(limit)&after=\(merge.last)\(list.query)"
            let answer: JSON?
            do {
                answer = try await json(path)
            } catch {
                guard error.code == .tooLarge, limit > 1 else { throw error }
                limit = max(1, limit / 8)
                continue
            }
            guard let answer, let page = answer[list.name]?.arrayValue else {
                throw LogClientError(.unusable, "`\(list.path)` of the server is no list")
            }
            for name in (answer.objectValue?.keys ?? []) where name != list.name {
                findings.add(
                    AuditFinding(
                        .serverAnswer,
                        "the server's answer to `\(list.path)` also holds `\(name)`, which the log "
                            + "does not make",
                        subject: name
                    )
                )
            }
            for row in page {
                guard merge.take(row, &findings) else { return }
            }
            if page.count < limit { return merge.end(&findings) }
        }
    }

    /// The walk through a list that is shown and the one that is made.
    private struct Merge {
        private let list: List
        private let made: [(key: String, row: JSON)]
        private var next = 0
        /// How many rows were shown, and the key of the last.
        private(set) var count = 0
        private(set) var last = ""

        init(_ list: List, _ made: [(key: String, row: JSON)]) {
            self.list = list
            self.made = made
        }

        /// Takes a row; tells whether those after it can be compared, too.
        mutating func take(_ row: JSON, _ findings: inout Findings) -> Bool {
            guard let key = list.key(row), !key.isEmpty, key.utf8.count < 400,
                key.utf8.allSatisfy(Self.isPath),
                last.utf8.lexicographicallyPrecedes(key.utf8)
            else {
                findings.add(list.finding(list.key(row) ?? "", .misplaced))
                return false
            }
            last = key
            count += 1
            while next < made.count, made[next].key.utf8.lexicographicallyPrecedes(key.utf8) {
                findings.add(list.finding(made[next].key, .hidden))
                next += 1
            }
            guard next < made.count, made[next].key.utf8.elementsEqual(key.utf8) else {
                findings.add(list.finding(key, .madeUp))
                return true
            }
            let names = differences(made[next].row, row)
            if !names.isEmpty { findings.add(list.finding(key, .other(names))) }
            next += 1
            return true
        }

        /// The list has ended: what was not shown is hidden.
        func end(_ findings: inout Findings) {
            for row in made[next...] { findings.add(list.finding(row.key, .hidden)) }
        }

        private static func isPath(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-_./".utf8.contains(byte)
            }
        }
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
