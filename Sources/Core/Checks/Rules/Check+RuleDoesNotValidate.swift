internal import Governance

extension Check {
    /// R001: a rule whose Cedar text cannot be enforced.
    static let ruleDoesNotValidate: Check = Check(
        "R001",
        "rule that does not validate",
        .error,
        why: "a rule is run on requests as it was adopted, so it must fit the schema "
            + "(DPI Safeguards O3.26)",
        isWaivable: false
    ) { context in
        context.view.current(\.rules).flatMap { rule in
            RuleText.problems(of: rule).map { finding(.error, on: rule, $0, context) }
                + RuleText.remarks(on: rule).map { finding(.warning, on: rule, $0, context) }
        }
    }

    private static func finding(
        _ severity: Finding.Severity,
        on rule: Rule,
        _ problem: RuleText.Problem,
        _ context: CheckContext
    ) -> Finding {
        context.finding(
            severity,
            on: rule,
            field: "cedar",
            "rule `\(rule.id)`: \(problem.sentence)",
            mend: problem.help ?? "correct the Cedar text",
            rulePlace: problem.line.map { line in
                Finding.RulePlace(line: line, column: problem.column ?? 1)
            }
        )
    }
}
