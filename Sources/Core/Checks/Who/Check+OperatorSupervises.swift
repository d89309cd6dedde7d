internal import Governance

extension Check {
    /// W003: whoever operates something also supervises it.
    static let operatorSupervises: Check = Check(
        "W003",
        "operator supervises itself",
        .warning,
        why: "those who operate a system do not oversee it (DPI Safeguards F4.9, F5.5; "
            + "DPI Map ID 2.3)"
    ) { context in
        let inForce = context.view.mandates.filter { $0.period.contains(context.asOf) }
        var exact: [Operated: Mandate] = [:]
        var within: [Operated: Mandate] = [:]
        for mandate in inForce where mandate.function == .operate {
            guard let holder = mandate.holder else { continue }
            exact[Operated(holder: holder, subject: mandate.subject)] = mandate
            for path in mandate.subject.selfAndAncestors {
                within[Operated(holder: holder, subject: path)] = mandate
            }
        }
        return inForce.compactMap { mandate in
            guard mandate.function == .supervise, let holder = mandate.holder else { return nil }
            let above = mandate.subject.selfAndAncestors.lazy.compactMap { path in
                exact[Operated(holder: holder, subject: path)]
            }
            guard
                let operated = above.first
                    ?? within[Operated(holder: holder, subject: mandate.subject)]
            else { return nil }
            return context.finding(
                on: mandate,
                field: "function",
                "`\(holder)` supervises `\(mandate.subject)` and operates `\(operated.subject)`",
                mend: "give the supervision to someone else, or grant a waiver with its reason",
                related: [operated.reference]
            )
        }
    }

    private struct Operated: Hashable {
        let holder: Holder
        let subject: SubjectPath
    }
}
