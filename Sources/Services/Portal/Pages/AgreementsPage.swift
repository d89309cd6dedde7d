internal import Governance

extension PageScope {
    /// All agreements with their state at the moment, those in force first.
    func agreementsPage() -> Page {
        let rows = register.agreements.keys.compactMap { key -> (isInForce: Bool, row: Fields)? in
            let found = register.state(of: key, in: \.agreements, at: view.instant)
            guard let agreement = found.version?.value else { return nil }
            let row = row(of: agreement).merging(state(found.state)) { _, new in new }
            return (found.state == .inForce, row)
        }
        let sorted = rows.filter(\.isInForce) + rows.filter { !$0.isInForce }
        return Page(
            template: "agreements",
            title: words("nav_agreements"),
            path: "/agreements",
            fields: ["agreements": sorted.map(\.row), "hasAgreements": !sorted.isEmpty]
        )
    }

    private func row(of agreement: Agreement) -> Fields {
        let service = lastText(agreement.service.text, \.services)
        return [
            "agreementID": agreement.id.text,
            "providerName": name(of: agreement.provider),
            "consumerName": name(of: agreement.consumer),
            "serviceName": service.map { text($0.name) } ?? agreement.service.text,
            "purposeWords": agreement.purpose ?? words("not_stated"),
            "basisWords": agreement.legalBasis ?? words("not_stated"),
            "dataWords": agreement.dataCategories.isEmpty
                ? words("not_stated") : agreement.dataCategories.joined(separator: ", "),
            "retentionWords": agreement.retention.map { span($0) } ?? words("not_stated"),
            "agreementFrom": date(agreement.from),
            "agreementUntil": date(agreement.until),
            "chain": chain(view.citation(of: agreement.id)),
        ]
    }
}
