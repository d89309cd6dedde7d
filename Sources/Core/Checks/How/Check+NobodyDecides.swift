internal import Governance

extension Check {
    /// H004: a subject on which no body may decide.
    static let nobodyDecides: Check = Check(
        "H004",
        "subject on which nobody may decide",
        .warning,
        why: "for each class of matter a body is competent (checklist of governance, item 11; "
            + "Brazil CCGD art. 21)"
    ) { context in
        let inForce = Set(context.bodies.map(\.body.id))
        var told: Set<SubjectPath> = []
        // Wider subjects come first, and speak for what lies under them.
        let subjects = context.view.current(\.subjects).sorted { left, right in
            (left.path.depth, left.path) < (right.path.depth, right.path)
        }
        return subjects.compactMap { subject in
            let competent = context.view.competentBodies(on: subject.path)
            guard !competent.contains(where: { inForce.contains($0.body) }) else { return nil }
            let isTold = subject.path.selfAndAncestors.contains(where: told.contains)
            guard !isTold || !competent.isEmpty else { return nil }
            told.insert(subject.path)
            return context.finding(
                on: subject,
                field: "path",
                competent.isEmpty
                    ? "no body may decide on `\(subject.path)`"
                    : "the bodies that may decide on `\(subject.path)` are not in force on "
                        + context.asOf.dateText,
                mend: "grant a body a mandate with `function: decide` on it"
            )
        }
    }
}
