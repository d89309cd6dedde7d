internal import CanonicalJSON
internal import Governance

extension ServerRegister {
    /// Compares the keys of the log and of officials, and the anchors of institutions' logs.
    func compareKeys(
        _ view: RegisterView,
        _ findings: inout Findings
    ) async throws(LogClientError) -> Compared {
        let register = view.register
        var questions = [
            Question(
                path: "api/log-keys",
                made: { () throws(LogClientError) in
                    .object(["log_keys": try Self.encode(register.logKeys)])
                },
                finding: { Self.finding("the keys of the log", $0, subject: "log-keys") }
            )
        ]
        for key in register.officials.keys {
            guard let id = OfficialID(key),
                let states = register.keyStates(of: id, at: view.instant)
            else { continue }
            questions.append(
                Question(
                    path: "api/officials/\(key)/keys?as_of=\(view.instant)",
                    made: { () throws(LogClientError) in
                        .object(["keys": try Self.encode(states)])
                    },
                    finding: { Self.finding("the keys of official `\(key)`", $0, subject: key) }
                )
            )
        }
        try await compare(questions, &findings)
        var count = questions.count
        for key in register.institutions.keys {
            guard let institution = InstitutionID(key) else { continue }
            let list = anchors(of: institution, in: view)
            count += list.made.count
            try await compare(list, &findings)
        }
        return Compared(
            summary: "the keys of the log and of officials, and the anchors of institutions",
            count: count
        )
    }

    private static func finding(
        _ what: String,
        _ difference: Difference,
        subject: String
    ) -> AuditFinding {
        let words: String =
            switch difference {
            case .hidden: "are hidden by the server"
            case .madeUp, .misplaced: "are shown by the server, and the log does not make them"
            case .other: "are shown otherwise than the log makes them"
            }
        return AuditFinding(.serverAnswer, "\(what) \(words)", subject: subject)
    }

    private func anchors(of institution: InstitutionID, in view: RegisterView) -> List {
        let made = view.anchors(of: institution).flatMap { log, anchors in
            anchors.map { anchor in
                (
                    key: Self.sortable(anchor.position),
                    row: JSON.object([
                        "origin": .string(log.place.origin.text),
                        "form": .string(log.form.rawValue),
                        "size": .integer(Int64(anchor.size)), "root": .string(anchor.root.text),
                        "official": .string(anchor.official.text),
                        "time": .string(anchor.time.description),
                        "position": .integer(Int64(anchor.position)),
                    ])
                )
            }
        }
        return List(
            path: "api/institutions/\(institution)/anchors",
            name: "anchors",
            query: "&as_of=\(view.instant)",
            key: { row in
                row["position"]?.integerValue.flatMap { Int(exactly: $0) }.map(Self.sortable)
            },
            made: made,
            finding: { key, difference in
                AuditFinding(
                    .serverAnswer,
                    "an anchor of institution `\(institution)`, entry \(Int(key) ?? 0), "
                        + difference.words(),
                    position: Int(key),
                    subject: institution.text
                )
            }
        )
    }

    /// A position with leading zeros, by which the API sorts.
    private static func sortable(_ position: Int) -> String {
        let digits = String(position)
        return String(repeating: "0", count: max(0, 12 - digits.utf8.count)) + digits
    }
}
