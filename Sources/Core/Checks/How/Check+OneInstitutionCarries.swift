internal import Governance

extension Check {
    /// H003: one institution that can carry a body alone, or has more seats than it may.
    static let oneInstitutionCarries: Check = Check(
        "H003",
        "one institution carries the body",
        .warning,
        why: "no institution holds more than its part of the seats (Kubernetes steering charter: "
            + "at most one third from one employer)"
    ) { context in
        context.bodies.flatMap { standing in
            overLimit(standing, context) + carrying(standing, context)
        }
    }

    private static func overLimit(
        _ standing: BodyStanding,
        _ context: CheckContext
    ) -> [Finding] {
        let body = standing.body
        guard let limit = body.seatsPerInstitution else { return [] }
        let total = standing.total(of: limit.base, present: standing.filled)
        let allowed = total * limit.numerator / limit.denominator
        return standing.assignedByInstitution.filter { $0.value > allowed }
            .sorted { $0.key < $1.key }
            .map { institution, seats in
                context.finding(
                    on: body,
                    field: "seats_per_institution",
                    "offices of `\(institution)` have \(seats) of the \(standing.fixed) seats of "
                        + "body `\(body.id)`, and one institution may have \(allowed)",
                    mend: "give some of its seats to offices of other institutions",
                    related: [ItemReference(kind: .institution, key: institution.text)]
                )
            }
    }

    private static func carrying(
        _ standing: BodyStanding,
        _ context: CheckContext
    ) -> [Finding] {
        let body = standing.body
        guard standing.fixed > 1 else { return [] }
        var told: Set<InstitutionID> = []
        let institutions = standing.filledByInstitution.sorted { $0.key < $1.key }
        return standing.procedures.flatMap { procedure, classes -> [Finding] in
            // Where any one vote carries, H002 says so.
            guard !procedure.rounds.contains(where: { standing.oneVoteCarries($0, of: procedure) })
            else { return [] }
            return institutions.compactMap { institution, seats in
                guard standing.carriesAlone(seats, by: procedure),
                    told.insert(institution).inserted
                else { return nil }
                return context.finding(
                    on: body,
                    field: "seats",
                    "`\(institution)` alone carries a vote of body `\(body.id)` by procedure "
                        + "`\(procedure.id)` (\(classes.joined(separator: ", "))) with its "
                        + "\(seats) of \(standing.filled) filled seats",
                    mend: "raise the quorum or the threshold, or give seats to others",
                    related: [
                        ItemReference(kind: .institution, key: institution.text),
                        procedure.reference,
                    ]
                )
            }
        }
    }
}

extension BodyStanding {
    /// Whether so many seats, voting alone and alike, meet the quorum and the threshold of a round.
    func carriesAlone(_ seats: Int, by procedure: Procedure) -> Bool {
        if let quorum = procedure.quorum,
            !quorum.isMet(by: seats, of: total(of: quorum.base, present: seats))
        {
            return false
        }
        return procedure.rounds.contains { round in
            round.threshold.isMet(by: seats, of: total(of: round.threshold.base, present: seats))
        }
    }
}
