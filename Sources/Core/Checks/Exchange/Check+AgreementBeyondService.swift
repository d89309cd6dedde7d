internal import Governance

extension Check {
    /// X003: an agreement on data that its service does not give out.
    static let agreementBeyondService: Check = Check(
        "X003",
        "agreement on data that the service does not list",
        .error,
        why: "data-sharing arrangements are documented in full (DPI Safeguards F5.1, O3.1)"
    ) { context in
        var categories: [ServiceID: Set<String>] = [:]
        var told = 0
        return context.view.current(\.agreements).compactMap { agreement in
            guard agreement.period.relation(to: context.asOf) != .after,
                let service = context.view.register.services.version(
                    of: agreement.service.text,
                    at: context.asOf,
                    recordedBy: context.view.position
                )?.value
            else { return nil }
            let listed = categories[service.id] ?? Set(service.dataCategories)
            categories[service.id] = listed
            let stray = agreement.dataCategories.enumerated().filter {
                !listed.contains($0.element)
            }
            guard let first = stray.first else { return nil }
            told += 1
            let meant =
                told > Premises.suggestions
                ? nil : Spelling.nearest(to: first.element, among: service.dataCategories)
            return context.finding(
                on: agreement,
                field: "data_categories[\(first.offset)]",
                "agreement `\(agreement.id)` covers "
                    + stray.prefix(8).map { "`\($0.element.prefix(40))`" }.joined(separator: ", ")
                    + ", which service `\(service.id)` does not list",
                mend: meant.map { "did you mean `\($0)`?" }
                    ?? "add it to the service's `data_categories`, or drop it here",
                related: [service.reference]
            )
        }
    }
}
