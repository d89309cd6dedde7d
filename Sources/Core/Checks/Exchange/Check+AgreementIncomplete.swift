internal import Governance

extension Check {
    /// X001: an agreement that leaves open why, on what basis or how long.
    static let agreementIncomplete: Check = Check(
        "X001",
        "agreement without purpose, legal basis or end",
        .warning,
        why: "each exchange has a purpose, a legal basis and an expiry (DPI Safeguards F5.1, O3.1; "
            + "DPI Map DX 3.1, DX 3.2)"
    ) { context in
        context.view.current(\.agreements).compactMap { agreement in
            guard agreement.period.relation(to: context.asOf) != .after else { return nil }
            var missing: [(field: String, words: String)] = []
            if agreement.purpose?.isEmpty != false { missing.append(("purpose", "purpose")) }
            if agreement.legalBasis?.isEmpty != false {
                missing.append(("legal_basis", "legal basis"))
            }
            if agreement.until == nil { missing.append(("until", "end")) }
            guard let first = missing.first else { return nil }
            return context.finding(
                on: agreement,
                field: first.field,
                "agreement `\(agreement.id)` has no "
                    + missing.map(\.words).joined(separator: " and no "),
                mend: "add " + missing.map { "`\($0.field)`" }.joined(separator: " and ")
            )
        }
    }
}
