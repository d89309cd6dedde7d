internal import Cedar

/// An agreement with what a ruling needs of it.
struct PreparedAgreement: Sendable {
    let agreement: Agreement
    let cited: Ruling.CitedAgreement
    let citation: Citation?
    /// The agreement, and its dates, in the context of a request.
    let value: Value
    let terms: Value

    init(
        agreement: Agreement,
        version: Table<Agreement>.Version,
        state: Register.ItemState,
        citation: Citation?
    ) {
        self.agreement = agreement
        self.citation = citation
        cited = Ruling.CitedAgreement(id: agreement.id, act: version.act, state: state)
        value = .record(of: [
            ("id", Value(agreement.id.text)),
            ("purpose", Value(agreement.purpose ?? "")),
            ("legal_basis", Value(agreement.legalBasis ?? "")),
            ("data_categories", .set(of: agreement.dataCategories.map { Value($0) })),
        ])
        let from = max(agreement.from ?? version.effective, version.effective)
        var terms: [(String, Value)] = [("from", .moment(from))]
        if let until = agreement.until { terms.append(("until", .moment(until))) }
        if let retention = agreement.retention {
            let length = CedarDuration(milliseconds: retention.milliseconds)
            terms.append(("retention", .duration(length)))
        }
        self.terms = .record(of: terms)
    }

    /// The place of the agreement among several for one consumer and service: the one in force
    /// first, then what comes closest to it.
    var standing: Int {
        switch cited.state {
        case .inForce: 0
        case .notYetInForce: 1
        case .expired: 2
        case .ended: 3
        case .unknown: 4
        }
    }
}
