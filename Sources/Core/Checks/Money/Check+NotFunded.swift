internal import Governance

extension Check {
    /// M002: a component without money beyond the next fiscal year.
    static let notFunded: Check = Check(
        "M002",
        "component not funded beyond the next fiscal year",
        .warning,
        why: "funding is dedicated, reliable and lasts beyond the next year (DPI Map DX 4.3, "
            + "ID 5.2, PY 5.1; DPI Safeguards O8.3)"
    ) { context in
        let start = context.view.register.head?.fiscalYearStart ?? "01-01"
        // A malformed beginning is told by C002; the calendar year stands in for it.
        guard let year = FiscalYear(start: start) ?? FiscalYear(start: "01-01") else { return [] }
        let end = year.end(after: context.asOf)
        return context.view.current(\.components).compactMap { component in
            if let funded = component.fundedUntil, funded >= end { return nil }
            return context.finding(
                on: component,
                field: "funded_until",
                component.fundedUntil.map {
                    "component `\(component.id)` is funded until \($0.dateText), and the next "
                        + "fiscal year ends on \(end.dateText)"
                } ?? "component `\(component.id)` has no funding on record",
                mend: "secure its funding up to \(end.dateText), and record it in `funded_until`"
            )
        }
    }
}
