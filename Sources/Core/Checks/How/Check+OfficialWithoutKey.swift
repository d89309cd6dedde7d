internal import Governance

extension Check {
    /// H005: an official who fills a seat and cannot sign a vote.
    static let officialWithoutKey: Check = Check(
        "H005",
        "official without a valid key",
        .warning,
        why: "votes are signed over the text (checklist of governance, item 18)"
    ) { context in
        var told: Set<OfficialID> = []
        return context.bodies.flatMap { standing in
            standing.officials.compactMap { official in
                guard !official.keys.contains(where: { $0.period.contains(context.asOf) }),
                    told.insert(official.id).inserted
                else { return nil }
                return context.finding(
                    on: official,
                    field: "keys",
                    "official `\(official.id)` fills a seat of body `\(standing.body.id)` and has "
                        + (official.keys.isEmpty
                            ? "no key" : "no key that counts on \(context.asOf.dateText)"),
                    mend: "add a key to the official's `keys`",
                    related: [standing.body.reference]
                )
            }
        }
    }
}
