internal import Governance

extension PageScope {
    /// One rule: its text, its safeguards, its dates and the chain of authority.
    ///
    /// - Throws: ``PortalError/notFound``.
    func rulePage(_ id: String) throws -> Page {
        guard let id = RuleID(id) else { throw PortalError.notFound }
        let found = register.state(of: id.text, in: \.rules, at: view.instant)
        guard let version = found.version, let rule = version.value else {
            throw PortalError.notFound
        }
        let fields: Fields = [
            "ruleID": rule.id.text,
            "ruleSubject": name(of: rule.subject),
            "ruleSubjectHref": link("/who/\(rule.subject)"),
            "ruleFrom": date(max(rule.from ?? version.effective, version.effective)),
            "ruleUntil": date(rule.until),
            "ruleReview": date(rule.review),
            "isOverdue": isOverdue(rule),
            "safeguardList": rule.safeguards.map { id -> Fields in
                let safeguard = lastText(id.text, \.safeguards)
                return [
                    "safeguardName": safeguard.map { text($0.name) } ?? id.text,
                    "safeguardText": safeguard?.text ?? false,
                    "safeguardSource": safeguard?.source ?? false,
                ]
            },
            "hasSafeguards": !rule.safeguards.isEmpty,
            "policies": policies(of: rule),
            "cedar": rule.cedar,
            "chain": chain(view.citation(of: rule.id)),
        ]
        return Page(
            template: "rule",
            title: text(rule.name),
            path: "/rules/\(rule.id)",
            fields: fields.merging(state(found.state)) { _, new in new }
        )
    }

    /// What each policy of a rule is called, and the safeguards that it implements.
    private func policies(of rule: Rule) -> [Fields] {
        ((try? RuleText.rulePolicies(of: rule)) ?? []).map { policy in
            let names = policy.safeguards.map { id in
                lastText(id.text, \.safeguards).map { text($0.name) } ?? id.text
            }
            return ["policyID": policy.id, "policySafeguards": names.joined(separator: ", ")]
        }
    }
}
