internal import Governance

extension Check {
    /// W007: a mandate delegated from one that does not reach so far.
    static let improperDelegation: Check = Check(
        "W007",
        "delegation beyond the source",
        .error,
        why: "nobody can give what they do not have (X-tee terms for members; DPI Safeguards F5.4)"
    ) { context in
        let byID = Dictionary(context.view.mandates.map { ($0.id, $0) }) { first, _ in first }
        return context.view.mandates.compactMap { mandate in
            guard let source = mandate.delegatedFrom.flatMap({ byID[$0] }),
                source.id != mandate.id, let fault = fault(of: mandate, from: source)
            else { return nil }
            return context.finding(
                on: mandate,
                field: "delegated_from",
                "mandate `\(mandate.id)` cannot be delegated from `\(source.id)`, which \(fault)",
                mend: "narrow the mandate, widen its source, or name another source",
                related: [source.reference]
            )
        }
    }

    private static func fault(of mandate: Mandate, from source: Mandate) -> String? {
        if !source.delegable { return "is not delegable" }
        if source.function != mandate.function {
            return "is to \(source.function.rawValue), not to \(mandate.function.rawValue)"
        }
        if !source.subject.covers(mandate.subject) {
            return "covers `\(source.subject)` and not `\(mandate.subject)`"
        }
        if source.rankLimit < mandate.rankLimit {
            return "reaches to \(source.rankLimit.rawValue) and not to "
                + mandate.rankLimit.rawValue
        }
        return nil
    }
}
