internal import Governance

extension Check {
    /// W005: a mandate whose time is over or has not come.
    static let mandateNotInForce: Check = Check(
        "W005",
        "mandate expired or not yet begun",
        .warning,
        why: "every mandate has a date range, without gaps (DPI Safeguards F5.4)"
    ) { context in
        context.view.mandates.compactMap { mandate in
            switch mandate.period.relation(to: context.asOf) {
            case .within: nil
            case .after:
                context.finding(
                    on: mandate,
                    field: "until",
                    "mandate `\(mandate.id)` ended on \(mandate.until?.dateText ?? "")",
                    mend: "renew it with a later `until`, or take it out of the charter"
                )
            case .before:
                context.finding(
                    .note,
                    on: mandate,
                    field: "from",
                    "mandate `\(mandate.id)` begins on \(mandate.from?.dateText ?? "")",
                    mend: "nothing needs to be done if that is meant"
                )
            }
        }
    }
}
