internal import Governance

extension Check {
    /// R002: a rule that implements no safeguard, or that nobody must look at again.
    static let ruleUnguarded: Check = Check(
        "R002",
        "rule without safeguard or review date",
        .warning,
        why: "each rule is tied to the protection it implements and is reviewed "
            + "(DPI Safeguards O3.29, O2.5)"
    ) { context in
        context.view.current(\.rules).flatMap { rule -> [Finding] in
            guard rule.period.relation(to: context.asOf) != .after else { return [] }
            return safeguards(of: rule, context) + review(of: rule, context)
        }
    }

    private static func safeguards(of rule: Rule, _ context: CheckContext) -> [Finding] {
        guard rule.safeguards.isEmpty else { return [] }
        return [
            context.finding(
                on: rule,
                field: "safeguards",
                "rule `\(rule.id)` implements no safeguard",
                mend: "name the safeguards it implements in `safeguards`"
            )
        ]
    }

    private static func review(of rule: Rule, _ context: CheckContext) -> [Finding] {
        if let review = rule.review, review > context.asOf { return [] }
        return [
            context.finding(
                on: rule,
                field: "review",
                rule.review.map { "the review of rule `\(rule.id)` was due on \($0.dateText)" }
                    ?? "rule `\(rule.id)` has no review date",
                mend: rule.review == nil
                    ? "add `review` with the date on which it must be looked at again"
                    : "review the rule, and set the next date"
            )
        ]
    }
}
