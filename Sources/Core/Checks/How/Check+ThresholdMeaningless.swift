internal import Governance

extension Check {
    /// H002: a threshold that one vote meets, or that nobody can meet.
    static let thresholdMeaningless: Check = Check(
        "H002",
        "threshold that one vote meets or nobody can",
        .warning,
        why: "a decision is a decision of the body (checklist of governance, items 14 and 15; "
            + "publiccode.yml: one vote of many counted as unanimity)"
    ) { context in
        context.bodies.flatMap { standing in
            standing.procedures.compactMap { procedure, _ in
                finding(on: standing, procedure, context)
            }
        }
    }

    private static func finding(
        on standing: BodyStanding,
        _ procedure: Procedure,
        _ context: CheckContext
    ) -> Finding? {
        let body = standing.body
        for (index, round) in procedure.rounds.enumerated() {
            let place = procedure.rounds.count > 1 ? " in round \(index + 1)" : ""
            let threshold = round.threshold
            let total = standing.total(of: threshold.base, present: standing.filled)
            let needed = threshold.smallestCount(of: total)
            if standing.filled > 0, needed > standing.filled {
                return context.finding(
                    .error,
                    on: body,
                    field: "procedures",
                    "nobody can carry a vote of body `\(body.id)` by procedure "
                        + "`\(procedure.id)`\(place) (\(threshold)): \(needed) votes are needed, "
                        + "and \(standing.filled) of \(standing.fixed) seats are filled",
                    mend: "fill more seats, or take the threshold of filled seats",
                    related: [procedure.reference]
                )
            }
            if standing.oneVoteCarries(round, of: procedure) {
                return context.finding(
                    on: body,
                    field: "procedures",
                    "one vote carries in body `\(body.id)` of \(standing.fixed) seats by "
                        + "procedure `\(procedure.id)`\(place) (\(threshold), "
                        + (procedure.quorum.map { "quorum \($0)" } ?? "no quorum") + ")",
                    mend: "set a quorum of the fixed seats, or raise the threshold",
                    related: [procedure.reference]
                )
            }
        }
        return nil
    }
}

extension BodyStanding {
    /// Whether the fewest seats that must take part can carry with a single approving vote.
    func oneVoteCarries(_ round: Round, of procedure: Procedure) -> Bool {
        guard fixed > 1, filled > 0 else { return false }
        return fewestApproving(for: round.threshold, quorum: procedure.quorum) == 1
    }
}
