internal import Governance

extension PageScope {
    /// The rules in force at the moment, and the others with their state.
    func rulesPage() -> Page {
        let rules = register.rules.keys.map { key in
            (key: key, found: register.state(of: key, in: \.rules, at: view.instant))
        }
        let rows = { (isInForce: Bool) in
            rules.filter { ($0.found.state == .inForce) == isInForce }.compactMap { key, found in
                found.version.flatMap { row(ofRule: key, $0, found.state) }
            }
        }
        let inForce: [Fields] = rows(true)
        let others: [Fields] = rows(false)
        return Page(
            template: "rules",
            title: words("nav_rules"),
            path: "/rules",
            fields: [
                "inForce": inForce, "hasInForce": !inForce.isEmpty, "others": others,
                "hasOthers": !others.isEmpty,
                "policiesHref": "/api/rules/policies?as_of=\(view.instant)",
            ]
        )
    }

    private func row(
        ofRule key: String,
        _ version: Table<Rule>.Version,
        _ state: Register.ItemState
    ) -> Fields? {
        guard let rule = version.value else { return nil }
        let fields: Fields = [
            "ruleName": text(rule.name),
            "ruleID": key,
            "ruleHref": link("/rules/\(key)"),
            "ruleSubject": name(of: rule.subject),
            "ruleSubjectHref": link("/who/\(rule.subject)"),
            "ruleReview": date(rule.review),
            "isOverdue": isOverdue(rule),
            "ruleAct": version.act.map { act -> Fields in
                ["sourceID": act.text, "sourceHref": "/acts/\(act)" + query]
            } ?? false,
        ]
        return fields.merging(self.state(state)) { _, new in new }
    }

    func isOverdue(_ rule: Rule) -> Bool { rule.review.map { $0 <= view.instant } ?? false }
}
