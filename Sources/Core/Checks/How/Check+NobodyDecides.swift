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
        // Whether a body in force is among those that may decide on exactly that path.
        var decided: [SubjectPath: Bool] = [:]
        for mandate in context.view.mandates
        where mandate.function == .decide && mandate.period.contains(context.asOf) {
            guard let body = mandate.body else { continue }
            decided[mandate.subject] = decided[mandate.subject] == true || inForce.contains(body)
        }
        var told: Set<SubjectPath> = []
        // Wider subjects come first, and speak for what lies under them.
        let subjects = context.view.current(\.subjects).sorted { left, right in
            (left.path.depth, left.path) < (right.path.depth, right.path)
        }
        return subjects.compactMap { subject in
            let paths = subject.path.selfAndAncestors
            // The narrowest path with a mandate decides; wider ones give way to it.
            let competent = paths.lazy.compactMap { decided[$0] }.first
            guard competent != true else { return nil }
            guard competent != nil || !paths.contains(where: told.contains) else { return nil }
            told.insert(subject.path)
            return context.finding(
                on: subject,
                field: "path",
                competent == nil
                    ? "no body may decide on `\(subject.path)`"
                    : "the bodies that may decide on `\(subject.path)` are not in force on "
                        + context.asOf.dateText,
                mend: "grant a body a mandate with `function: decide` on it"
            )
        }
    }
}
