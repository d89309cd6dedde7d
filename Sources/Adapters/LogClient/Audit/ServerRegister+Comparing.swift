internal import CanonicalJSON
internal import Governance

extension ServerRegister {
    /// What was compared.
    struct Compared {
        /// What it is, in a sentence.
        let summary: String
        /// How many things of it the log makes.
        let count: Int
    }

    /// Compares all items in force, the authority of those that have one, and the rules' text.
    func compareRules(
        _ view: RegisterView,
        _ findings: inout Findings
    ) async throws(LogClientError) -> Compared {
        var count = 0
        let inForce = view.itemsInForce()
        for kind in ItemKind.allCases {
            var made: [(key: String, row: JSON)] = []
            for item in inForce where item.kind == kind {
                made.append((item.key, try Self.encode(item)))
            }
            count += made.count
            try await compare(items(kind, made, at: view.instant), &findings)
        }
        if let finding = try await comparePolicies(view) { findings.add(finding) }
        try await compare(inForce.compactMap { authority(of: $0, in: view) }, &findings)
        return Compared(
            summary: "the rules and all other items in force at \(view.instant)",
            count: count
        )
    }

    private func items(
        _ kind: ItemKind,
        _ made: [(key: String, row: JSON)],
        at instant: Instant
    ) -> List {
        List(
            path: "api/items/\(kind.rawValue)",
            name: "items",
            query: "&as_of=\(instant)",
            key: { row in
                let inner = row[kind.rawValue]
                return inner?["id"]?.stringValue ?? inner?["path"]?.stringValue
            },
            made: made,
            finding: { key, difference in
                let words = difference.words(
                    hidden: "is in force, and the server hides it",
                    madeUp: "is shown as in force, and no act of the log carries it"
                )
                return AuditFinding(
                    kind == .rule ? .serverRule : .serverItem,
                    "\(kind.rawValue) `\(key)` \(words)",
                    subject: key
                )
            }
        )
    }

    /// The question for the authority behind an item; `nil` for items that are not asked for theirs.
    private func authority(of item: Item, in view: RegisterView) -> Question? {
        let citation: @Sendable () -> Citation?
        switch item {
        case .rule(let rule): citation = { view.citation(of: rule.id) }
        case .agreement(let agreement): citation = { view.citation(of: agreement.id) }
        case .mandate(let mandate): citation = { view.citation(of: mandate.id) }
        default: return nil
        }
        let (kind, key) = (item.kind, item.key)
        return Question(
            path: "api/explain/\(kind.rawValue)/\(key)?as_of=\(view.instant)",
            made: { () throws(LogClientError) in try Self.encode(citation()) },
            finding: { _ in
                AuditFinding(
                    kind == .rule ? .serverRule : .serverItem,
                    "\(kind.rawValue) `\(key)` is shown with another authority than it has",
                    subject: key
                )
            }
        )
    }

    /// Compares the rules as they are published for other engines: the text that is asked for
    /// without a date, as readers do, at the moment that its heading names.
    private func comparePolicies(
        _ view: RegisterView
    ) async throws(LogClientError) -> AuditFinding? {
        let limit = 16 << 20
        let read = try await source.read("api/rules/policies?format=cedar", limit: limit)
        guard let bytes = read, let text = String(validating: bytes, as: UTF8.self) else {
            return AuditFinding(.serverRule, "the server does not publish the rules in force")
        }
        let heading = text.prefix { $0 != "\n" }
        // The server names its moment, which must be about now: rules of the past are no answer.
        let instant = heading.split(separator: " ").compactMap { word in
            Instant(text: String(word.last == "," ? word.dropLast() : word))
        }.first
        // What was asked before has taken time, so the server may be that much later.
        let tolerance = AuditSettings.clockToleranceSeconds * 1000
        let latest = tolerance + StepLedger.milliseconds(since: asked)
        guard let instant,
            (-tolerance...latest).contains(instant.milliseconds - view.instant.milliseconds)
        else {
            return AuditFinding(
                .serverRule,
                "the server does not publish the rules in force at \(view.instant), but others"
            )
        }
        let rules = try? PublishedRules(RegisterView(view.register, at: instant))
        if let made = rules?.cedar, made.utf8.elementsEqual(text.utf8) { return nil }
        return AuditFinding(
            .serverRule,
            "the rules that the server publishes at \(instant) are not those that the log makes"
        )
    }

    /// Compares every act, in the list, by itself, and its chain of authority.
    func compareActs(
        _ view: RegisterView,
        _ findings: inout Findings
    ) async throws(LogClientError) -> Compared {
        let register = view.register
        func finding(_ key: String, _ what: String) -> AuditFinding {
            let act = ActID(key).flatMap { register.act($0) }
            let when = act.map { ", adopted at \($0.adopted) by entry \($0.position)," } ?? ""
            return AuditFinding(
                .serverAct,
                "act `\(key)`\(when) \(what)",
                position: act?.position,
                subject: key
            )
        }
        var made: [(key: String, row: JSON)] = []
        for act in register.acts { made.append((act.id.text, try Self.row(act))) }
        let list = List(
            path: "api/acts",
            name: "acts",
            key: { $0["id"]?.stringValue },
            made: made,
            finding: { key, difference in
                let madeUp = "is shown by the server, and no entry of the log adopts it"
                return finding(key, difference.words(madeUp: madeUp))
            }
        )
        try await compare(list, &findings)
        let told = Set(findings.first.compactMap(\.subject))
        var questions: [Question] = []
        for act in register.acts where !told.contains(act.id.text) {
            let key = act.id.text
            questions.append(
                Question(
                    path: "api/acts/\(key)",
                    made: { () throws(LogClientError) in try Self.row(act) },
                    finding: { difference in
                        let hidden = "is hidden by the server when it is asked for"
                        return finding(key, difference.words(hidden: hidden))
                    }
                )
            )
            questions.append(
                Question(
                    path: "api/explain/act/\(key)?as_of=\(view.instant)",
                    made: { () throws(LogClientError) in
                        try Self.encode(view.citation(of: act.id))
                    },
                    finding: { _ in
                        finding(key, "is shown with another authority than it has")
                    }
                )
            )
        }
        try await compare(questions, &findings)
        return Compared(
            summary: "number, body, mandates, effects and votes of each act",
            count: made.count
        )
    }

    /// An act as the API shows it: with its place in the log.
    private static func row(_ act: Act) throws(LogClientError) -> JSON {
        guard case .object(var members) = try encode(act) else { return .null }
        members["log"] = .object([
            "index": .integer(Int64(act.position)),
            "entry": .string("/log/entries/\(act.position)"),
            "proof": .string("/log/proof/inclusion?index=\(act.position)"),
        ])
        return .object(members)
    }

    /// Compares every proposal, in the list and by itself.
    func compareProposals(
        _ view: RegisterView,
        _ findings: inout Findings
    ) async throws(LogClientError) -> Compared {
        var made: [(key: String, row: JSON)] = []
        for proposal in view.register.proposals.values {
            made.append((proposal.text.proposal.text, try Self.encode(proposal)))
        }
        func finding(_ key: String, _ difference: Difference) -> AuditFinding {
            let madeUp = "is shown by the server, and no entry of the log submits it"
            let words = difference.words(madeUp: madeUp)
            return AuditFinding(.serverProposal, "proposal `\(key)` \(words)", subject: key)
        }
        let list = List(
            path: "api/proposals",
            name: "proposals",
            key: { $0["text"]?["proposal"]?.stringValue },
            made: made,
            finding: finding
        )
        try await compare(list, &findings)
        let told = Set(findings.first.compactMap(\.subject))
        let questions = made.filter { !told.contains($0.key) }.map { key, row in
            Question(
                path: "api/proposals/\(key)",
                made: { () throws(LogClientError) in row },
                finding: { finding(key, $0) }
            )
        }
        try await compare(questions, &findings)
        return Compared(summary: "the stage and the votes of each proposal", count: made.count)
    }
}
