internal import Governance

extension PageScope {
    /// One subject: who holds each function on it, with the whole chain of authority.
    ///
    /// - Throws: ``PortalError/notFound`` where no such subject is declared and no mandate is on it.
    func subjectPage(_ path: String) throws -> Page {
        guard let subject = SubjectPath(path) else { throw PortalError.notFound }
        let declared = lastText(subject.text, \.subjects)
        guard declared != nil || view.mandates.contains(where: { $0.subject == subject }) else {
            throw PortalError.notFound
        }
        let under = view.inForce(\.subjects).filter {
            $0.path != subject && subject.covers($0.path)
        }
        return Page(
            template: "subject",
            title: name(of: subject),
            path: "/who/\(subject)",
            fields: [
                "subjectPath": subject.text,
                "isBlock": declared?.buildingBlock ?? false,
                "wider": subject.parent.map { parent -> Fields in
                    ["widerName": name(of: parent), "widerHref": link("/who/\(parent)")]
                } ?? false,
                "sections": Function.allCases.map { section(of: $0, on: subject) },
                "under": under.map { other -> Fields in
                    ["underName": text(other.name), "underHref": link("/who/\(other.path)")]
                },
                "underWords": under.isEmpty ? false : words("subjects_under", under.count),
            ]
        )
    }

    private func section(of function: Function, on subject: SubjectPath) -> Fields {
        let mandates = mandates(to: function, on: subject)
        let holdings = holdings(of: function, on: subject)
        return [
            "functionName": words("f_\(function.rawValue)"),
            "functionID": function.rawValue,
            "isGap": holdings.isEmpty,
            "holdings": zip(mandates.filter { $0.holder != nil }, holdings).map {
                mandate,
                holding in
                holding.merging(details(of: mandate)) { _, new in new }
            },
        ]
    }

    private func details(of mandate: Mandate) -> Fields {
        [
            "holderRank": mandate.function == .decide
                ? words("rank_\(mandate.rankLimit.rawValue)") as Any : false,
            "holderFrom": date(mandate.from),
            "holderUntil": date(mandate.until),
            "chain": chain(view.citation(of: mandate.id)),
        ]
    }
}
