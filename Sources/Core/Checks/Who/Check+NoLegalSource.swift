internal import Governance

extension Check {
    /// W004: a mandate that cites no law.
    static let noLegalSource: Check = Check(
        "W004",
        "mandate without legal source",
        .warning,
        why: "every mandate cites a legal instrument (DPI Safeguards F5.4)"
    ) { context in
        context.view.mandates.compactMap { mandate in
            // A delegated mandate rests on its source, a granted one on its act.
            guard mandate.legalSource?.isEmpty != false, mandate.article == nil,
                mandate.delegatedFrom == nil, context.act(behind: mandate) == nil,
                mandate.period.relation(to: context.asOf) != .after
            else { return nil }
            return context.finding(
                on: mandate,
                field: "legal_source",
                "mandate `\(mandate.id)` names no legal source",
                mend: "add `legal_source` with the law and its article, or `article` of the charter"
            )
        }
    }
}

extension CheckContext {
    fileprivate func act(behind mandate: Mandate) -> ActID? {
        view.register.mandates
            .version(of: mandate.id.text, at: asOf, recordedBy: view.position)?.act
    }
}
