internal import Governance

extension Check {
    /// H001: a body that cannot reach its quorum.
    static let quorumOutOfReach: Check = Check(
        "H001",
        "quorum out of reach",
        .error,
        why: "vacancies must not leave a body unable to decide (checklist of governance, "
            + "items 9 and 14: quorum reached and held throughout)"
    ) { context in
        context.bodies.flatMap { standing -> [Finding] in
            let body = standing.body
            guard !standing.procedures.isEmpty else { return [] }
            guard standing.filled > 0 else {
                return [
                    context.finding(
                        on: body,
                        field: "seats",
                        body.seats.isEmpty
                            ? "body `\(body.id)` has no seats"
                            : "every seat of body `\(body.id)` is vacant on "
                                + context.asOf.dateText,
                        mend: "appoint officials to the offices of its seats"
                    )
                ]
            }
            return standing.procedures.compactMap { procedure, _ in
                guard let quorum = procedure.quorum else { return nil }
                let needed = standing.fewestPresent(for: quorum)
                guard needed > standing.filled else { return nil }
                return context.finding(
                    on: body,
                    field: "seats",
                    "body `\(body.id)` cannot reach the quorum of procedure `\(procedure.id)` "
                        + "(\(quorum)): \(needed) seats are needed, and \(standing.filled) of "
                        + "\(standing.fixed) are filled",
                    mend: "fill \(needed - standing.filled) more seats, or take the quorum of "
                        + "filled seats",
                    related: [procedure.reference]
                )
            }
        }
    }
}
