internal import Governance

extension PageScope {
    /// One body: its seats, its vacancies, its procedures in words and its acts.
    ///
    /// - Throws: ``PortalError/notFound``.
    func bodyPage(_ id: String) throws -> Page {
        guard let id = BodyID(id) else { throw PortalError.notFound }
        let found = register.state(of: id.text, in: \.bodies, at: view.instant)
        guard let body = found.version?.value else { throw PortalError.notFound }
        let seats = view.seats(of: body)
        let acts = register.acts.filter { $0.body == body.id }.reversed()
        let filled = seats.count { $0.official != nil }
        let fields: Fields = [
            "bodyID": body.id.text,
            "seatWords": words("seats_filled", ["a": String(filled), "b": String(seats.count)]),
            "seatClass": filled == seats.count ? "ok" : "gap",
            "seats": seats.map { row(of: $0.seat, $0.official) },
            "decides": decides(body.id),
            "decidesNothing": decides(body.id).isEmpty,
            "procedures": body.procedures.sorted { $0.key < $1.key }.compactMap {
                procedure($0.value, for: $0.key)
            },
            "hasProcedures": !body.procedures.isEmpty,
            "acts": acts.map { row(of: $0) },
            "hasActs": !acts.isEmpty,
        ]
        return Page(
            template: "body",
            title: text(body.name),
            path: "/bodies/\(body.id)",
            fields: fields.merging(state(found.state)) { _, new in new }
        )
    }

    private func row(of seat: Seat, _ official: Official?) -> Fields {
        let office = seat.office.flatMap { lastText($0.text, \.offices) }
        return [
            "seatID": seat.id.text,
            "seatOffice": office.map { text($0.title) } ?? words("office_none"),
            "seatInstitution": office.map { name(of: $0.institution) } ?? words("office_none"),
            "seatOfficial": official?.name ?? false,
            "isVacant": official == nil,
        ]
    }

    private func procedure(_ id: ProcedureID, for name: String) -> Fields? {
        guard let procedure = lastText(id.text, \.procedures) else { return nil }
        return [
            "procedureName": text(procedure.name),
            "procedureClass": words("p_class", ["c": name]),
            "sentences": sentences(of: procedure),
        ]
    }

    private func sentences(of procedure: Procedure) -> [String] {
        var all: [String] = []
        switch procedure.proposers {
        case .seats: all.append(words("p_seats"))
        case .officials: all.append(words("p_officials"))
        case nil: break
        }
        if let seconds = procedure.seconds { all.append(words("p_seconds", seconds)) }
        if let notice = procedure.notice {
            all.append(words("p_notice", ["span": span(notice)]))
        }
        if let consultation = procedure.consultation {
            all.append(words("p_consultation", ["span": span(consultation)]))
        }
        if procedure.answersComments { all.append(words("p_answers")) }
        if let quorum = procedure.quorum {
            all.append(words("p_quorum", ["share": share(quorum)]))
        }
        for (index, round) in procedure.rounds.enumerated() {
            let values = [
                "n": String(index + 1), "share": share(round.threshold),
                "span": span(round.window),
            ]
            all.append(words("p_round", values))
        }
        if procedure.needsConsent { all.append(words("p_consent")) }
        if procedure.closesEarly { all.append(words("p_early")) }
        if let standstill = procedure.standstill {
            all.append(words("p_standstill", ["span": span(standstill)]))
        }
        return all
    }
}
