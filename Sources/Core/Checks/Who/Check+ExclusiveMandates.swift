internal import Governance

extension Check {
    /// W002: two exclusive mandates on overlapping subjects.
    static let exclusiveMandates: Check = Check(
        "W002",
        "two exclusive mandates for the same thing",
        .error,
        why: "mandates have no gap and no overlap (DPI Safeguards F5.4)"
    ) { context in
        var search = ExclusiveConflictSearch(context.view)
        search.run()
        return search.conflicts.compactMap { conflict in
            let (first, second) = (conflict.first, conflict.second)
            let end = min(first.until ?? .latest, second.until ?? .latest)
            // An overlap that is over harms nobody any more.
            guard end > context.asOf else { return nil }
            return context.finding(
                on: second,
                field: "exclusive",
                "two exclusive mandates to \(second.function.rawValue): `\(second.id)` on "
                    + "`\(second.subject)` and `\(first.id)` on `\(first.subject)`",
                mend: "end one of them, share them, or delegate one from the other",
                related: [first.reference]
            )
        } + (search.isComplete ? [] : [unfinished(context, told: search.conflicts.count)])
    }

    /// Fails closed: what could not be compared is not called sound.
    private static func unfinished(_ context: CheckContext, told: Int) -> Finding {
        context.finding(
            on: nil,
            field: nil,
            "the exclusive mandates overlap too much to compare them all; the first \(told) "
                + "conflicts are told",
            mend: "end or share those that are told, then check again"
        )
    }
}
