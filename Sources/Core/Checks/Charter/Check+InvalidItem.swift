internal import Governance

extension Check {
    /// C002: an item contradicts itself.
    static let invalidItem: Check = Check(
        "C002",
        "invalid item",
        .error,
        why: "the kernel refuses such an item (Cabildo, the charter format)",
        isWaivable: false
    ) { context in
        context.itemProblems.filter { $0.kind == .invalid }.map { problem in
            context.finding(
                on: problem.item,
                field: problem.field,
                problem.sentence,
                mend: problem.help ?? "correct the member"
            )
        } + fiscalYear(context) + waivers(context)
    }

    private static func fiscalYear(_ context: CheckContext) -> [Finding] {
        guard let start = context.view.register.head?.fiscalYearStart,
            FiscalYear(start: start) == nil
        else { return [] }
        return [
            context.finding(
                on: nil,
                field: "fiscal_year_start",
                "`\(start.prefix(20))` is not a month and day such as `01-01` or `04-01`",
                mend: "write two digits for the month and two for the day"
            )
        ]
    }

    private static func waivers(_ context: CheckContext) -> [Finding] {
        context.view.current(\.waivers).compactMap { waiver in
            let check = Check.named(waiver.check)
            guard check?.isWaivable != true else { return nil }
            return context.finding(
                on: waiver.reference,
                field: "check",
                check == nil
                    ? "waiver `\(waiver.id)` is of check `\(waiver.check.prefix(20))`, which does "
                        + "not exist"
                    : "check `\(waiver.check)` cannot be waived",
                mend: "the codes are listed in docs/checks/README.md"
            )
        }
    }
}
