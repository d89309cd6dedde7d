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

    /// Compares the rules' text and all items in force.
    ///
    /// - Returns: how many items were compared, and what does not hold.
    func compareRules(
        _ view: RegisterView
    ) async throws(LogClientError) -> (count: Int, findings: [AuditFinding]) {
        var findings: [AuditFinding] = []
        var count = 0
        let inForce = view.itemsInForce()
        for kind in ItemKind.allCases {
            var made: [(key: String, row: JSON)] = []
            for item in inForce where item.kind == kind {
                let row = try Self.encode(item)
                made.append((item.key, row[kind.rawValue] ?? row))
            }
            let path = "api/items/\(kind.rawValue)"
            let shown = try await rows(path, "items", "&as_of=\(view.instant)") { row in
                let inner = row[kind.rawValue] ?? row
                return inner["id"]?.stringValue ?? inner["path"]?.stringValue
            }
            count += made.count
            findings += Self.compare(
                shown.map { ($0.key, $0.row[kind.rawValue] ?? $0.row) },
                with: made,
                hidden: { Self.finding(kind, $0, "is in force, and the server hides it") },
                madeUp: {
                    Self.finding(kind, $0, "is shown as in force, and no act of the log carries it")
                },
                other: { key, names in
                    Self.finding(
                        kind,
                        key,
                        "is shown otherwise than the log makes it (\(names.joined(separator: ", ")))"
                    )
                }
            )
        }
        if findings.isEmpty { findings += try await comparePolicies(view) }
        return (count, findings)
    }

    private static func finding(_ kind: ItemKind, _ key: String, _ what: String) -> AuditFinding {
        AuditFinding(
            kind == .rule ? .serverRule : .serverItem,
            "\(kind.rawValue) `\(key)` \(what)",
            subject: key
        )
    }

    /// How far the server's clock may be from the auditor's, in milliseconds, in its answers.
    private static let tolerance: Int64 = 10 * 60 * 1000

    /// Compares the rules as they are published for other engines: the text that is asked for
    /// without a date, as readers do, at the moment that its heading names.
    private func comparePolicies(
        _ view: RegisterView
    ) async throws(LogClientError) -> [AuditFinding] {
        let limit = 16 << 20
        let read = try await source.read("api/rules/policies?format=cedar", limit: limit)
        guard let bytes = read, let text = String(validating: bytes, as: UTF8.self) else {
            return [AuditFinding(.serverRule, "the server does not publish the rules in force")]
        }
        let heading = text.prefix { $0 != "\n" }
        // The server names its moment, which must be about now: rules of the past are no answer.
        let instant = heading.split(separator: " ").compactMap { word in
            Instant(text: String(word.last == "," ? word.dropLast() : word))
        }.first
        guard let instant, abs(instant.milliseconds - view.instant.milliseconds) <= Self.tolerance
        else {
            return [
                AuditFinding(
                    .serverRule,
                    "the server does not publish the rules in force at \(view.instant), but others"
                )
            ]
        }
        let rules = try? PublishedRules(RegisterView(view.register, at: instant))
        if let made = rules?.cedar, made.utf8.elementsEqual(text.utf8) { return [] }
        return [
            AuditFinding(
                .serverRule,
                "the rules that the server publishes at \(instant) are not those that the log "
                    + "makes"
            )
        ]
    }

    /// Compares every act, in the list, by itself, and its chain of authority.
    func compareActs(
        _ view: RegisterView,
        _ ledger: StepLedger
    ) async throws(LogClientError) -> (count: Int, findings: [AuditFinding]) {
        let register = view.register
        var made: [(key: String, row: JSON)] = []
        for act in register.acts { made.append((act.id.text, try Self.encode(act))) }
        func named(_ key: String) -> String {
            guard let act = ActID(key).flatMap({ register.act($0) }) else { return "act `\(key)`" }
            return "act `\(key)`, adopted at \(act.adopted) by entry \(act.position),"
        }
        func finding(_ key: String, _ what: String) -> AuditFinding {
            AuditFinding(
                .serverAct,
                "\(named(key)) \(what)",
                position: ActID(key).flatMap { register.act($0)?.position },
                subject: key
            )
        }
        func other(_ key: String, _ names: [String]) -> AuditFinding {
            finding(
                key,
                "is shown otherwise than the log makes it (\(names.joined(separator: ", ")))"
            )
        }
        var findings = Self.compare(
            try await rows("api/acts", "acts") { $0["id"]?.stringValue },
            with: made,
            hidden: { finding($0, "is hidden by the server") },
            madeUp: { finding($0, "is shown by the server, and no entry of the log adopts it") },
            other: other
        )
        let told = Set(findings.compactMap(\.subject))
        for (key, row) in made where !told.contains(key) {
            try ledger.check()
            guard let shown = try await json("api/acts/\(key)") else {
                findings.append(finding(key, "is hidden by the server when it is asked for"))
                continue
            }
            let names = Self.differences(row, shown)
            if !names.isEmpty {
                findings.append(other(key, names))
                continue
            }
            guard let id = ActID(key), let citation = view.citation(of: id) else { continue }
            let chain = try await json("api/explain/act/\(key)?as_of=\(view.instant)")
            let cited = try Self.encode(citation)
            if chain.map({ Self.differences(cited, $0).isEmpty }) != true {
                findings.append(finding(key, "is shown with another authority than it has"))
            }
        }
        return (made.count, findings)
    }

    /// Compares every proposal.
    func compareProposals(
        _ register: Register
    ) async throws(LogClientError) -> (count: Int, findings: [AuditFinding]) {
        var made: [(key: String, row: JSON)] = []
        for proposal in register.proposals.values {
            made.append((proposal.text.proposal.text, try Self.encode(proposal)))
        }
        made.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        func finding(_ key: String, _ what: String) -> AuditFinding {
            AuditFinding(.serverProposal, "proposal `\(key)` \(what)", subject: key)
        }
        let findings = Self.compare(
            try await rows("api/proposals", "proposals") { row in
                row["text"]?["proposal"]?.stringValue
            },
            with: made,
            hidden: { finding($0, "is hidden by the server") },
            madeUp: { finding($0, "is shown by the server, and no entry of the log submits it") },
            other: { key, names in
                finding(
                    key,
                    "is shown otherwise than the log makes it (\(names.joined(separator: ", ")))"
                )
            }
        )
        return (made.count, findings)
    }
}
