internal import Governance

/// What one check works with.
struct CheckContext: Sendable {
    let check: Check
    let premises: Premises

    var view: RegisterView { premises.view }
    var bodies: [BodyStanding] { premises.bodies }
    var itemProblems: [ItemProblem] { premises.itemProblems }
    var asOf: Instant { premises.view.instant }

    /// Makes a finding about an item; its subjects are those that govern the item.
    func finding(
        _ severity: Finding.Severity? = nil,
        on item: any RegisterItem,
        field: String? = nil,
        _ message: String,
        mend: String,
        related: [ItemReference] = [],
        rulePlace: Finding.RulePlace? = nil
    ) -> Finding {
        Finding(
            code: check.code,
            severity: severity ?? check.severity,
            item: item.reference,
            field: field,
            message: message,
            why: check.why,
            mend: mend,
            related: related,
            subjects: subjects(of: item),
            rulePlace: rulePlace
        )
    }

    /// Makes a finding about an item of which only the name is at hand, or about the head.
    func finding(
        on item: ItemReference?,
        field: String?,
        _ message: String,
        mend: String,
        related: [ItemReference] = []
    ) -> Finding {
        Finding(
            code: check.code,
            severity: check.severity,
            item: item,
            field: field,
            message: message,
            why: check.why,
            mend: mend,
            related: related,
            subjects: [],
            rulePlace: nil
        )
    }

    /// A body is waived by the subjects on which it decides.
    private func subjects(of item: any RegisterItem) -> [SubjectPath] {
        if let body = item as? Body, let subjects = premises.subjectsByBody[body.id] {
            return subjects
        }
        return [view.governedSubject(of: item)]
    }
}
