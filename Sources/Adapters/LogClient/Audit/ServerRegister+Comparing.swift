internal import CanonicalJSON
internal import Governance

extension ServerRegister {
    private static func encode(_ value: some Encodable) throws(LogClientError) -> JSON {
        do {
            return try JSONTreeEncoder().encode(value)
        } catch {
            throw LogClientError(.unusable, "a part of the register has no JSON form: \(error)")
        }
    }

    /// What came of a comparison.
    struct Compared {
        /// What was compared.
        let summary: String
        /// How many things of it the log makes.
        let count: Int
        let findings: Findings
    }

    /// Compares the rules' text and all items in force.
    func compareRules(_ view: RegisterView) async throws(LogClientError) -> Compared {
        var findings = Findings()
        var count = 0
        let inForce = view.itemsInForce()
        for kind in ItemKind.allCases {
            var made: [(key: String, row: JSON)] = []
            for item in inForce where item.kind == kind {
                made.append((item.key, try Self.encode(item)))
            }
            count += made.count
            findings.add(try await compare(items(kind, made, at: view.instant)))
        }
        if findings.count == 0, let finding = try await comparePolicies(view) {
            findings.add(finding)
        }
        return Compared(
            summary: "the rules and all other items in force at \(view.instant)",
            count: count,
            findings: findings
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
        let tolerance = AuditSettings.clockToleranceSeconds * 1000
        guard let instant, abs(instant.milliseconds - view.instant.milliseconds) <= tolerance else {
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
    func compareActs(_ view: RegisterView) async throws(LogClientError) -> Compared {
        let register = view.register
        var made: [(key: String, row: JSON)] = []
        for act in register.acts { made.append((act.id.text, try Self.row(act))) }
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
        func otherwise(_ key: String, _ difference: Difference) -> AuditFinding {
            let words = difference.words(
                hidden: "is hidden by the server",
                madeUp: "is shown by the server, and no entry of the log adopts it"
            )
            return finding(key, words)
        }
        let list = List(
            path: "api/acts",
            name: "acts",
            key: { $0["id"]?.stringValue },
            made: made,
            finding: otherwise
        )
        var findings = try await compare(list)
        let told = Set(findings.first.compactMap(\.subject))
        let acts = zip(register.acts, made).filter { !told.contains($1.key) }
        try await eachInOrder(
            acts.indices,
            piece: { [self] index in
                let (act, row) = acts[index]
                return { try await page(of: act, as: row.row, in: view) }
            },
            take: { page in
                switch page {
                case nil: break
                case .hidden(let key):
                    findings.add(finding(key, "is hidden by the server when it is asked for"))
                case .other(let key, let names): findings.add(otherwise(key, .other(names)))
                case .authority(let key):
                    findings.add(finding(key, "is shown with another authority than it has"))
                }
            }
        )
        return Compared(
            summary: "number, body, mandates, effects and votes of each act",
            count: made.count,
            findings: findings
        )
    }

    /// What is wrong with the answers about one act.
    private enum ActPage {
        case hidden(String)
        case other(String, [String])
        case authority(String)
    }

    /// Compares an act that is asked for by itself, and its chain of authority.
    private func page(
        of act: Act,
        as row: JSON,
        in view: RegisterView
    ) async throws(LogClientError) -> ActPage? {
        let key = act.id.text
        guard let shown = try await json("api/acts/\(key)") else { return .hidden(key) }
        let names = Self.differences(row, shown)
        guard names.isEmpty else { return .other(key, names) }
        guard let citation = view.citation(of: act.id) else { return nil }
        let chain = try await json("api/explain/act/\(key)?as_of=\(view.instant)")
        return try chain == Self.encode(citation) ? nil : .authority(key)
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

    /// Compares every proposal.
    func compareProposals(_ view: RegisterView) async throws(LogClientError) -> Compared {
        var made: [(key: String, row: JSON)] = []
        for proposal in view.register.proposals.values {
            made.append((proposal.text.proposal.text, try Self.encode(proposal)))
        }
        let list = List(
            path: "api/proposals",
            name: "proposals",
            key: { $0["text"]?["proposal"]?.stringValue },
            made: made,
            finding: { key, difference in
                let words = difference.words(
                    hidden: "is hidden by the server",
                    madeUp: "is shown by the server, and no entry of the log submits it"
                )
                return AuditFinding(.serverProposal, "proposal `\(key)` \(words)", subject: key)
            }
        )
        return Compared(
            summary: "the stage and the votes of each proposal",
            count: made.count,
            findings: try await compare(list)
        )
    }
}
