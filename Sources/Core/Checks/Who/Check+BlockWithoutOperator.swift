internal import Governance

extension Check {
    /// W001: a building block without a mandate to operate it.
    static let blockWithoutOperator: Check = Check(
        "W001",
        "building block without an operator",
        .warning,
        why: "every building block has exactly one responsible institution "
            + "(DPI Map DX 2.1, PY 2.1, ID 2.2)"
    ) { context in
        let operated = Set(
            context.view.mandates.filter {
                $0.function == .operate && $0.period.contains(context.asOf)
            }.map(\.subject)
        )
        return context.view.current(\.subjects).filter(\.buildingBlock).compactMap { subject in
            guard !subject.path.selfAndAncestors.contains(where: operated.contains) else {
                return nil
            }
            return context.finding(
                on: subject,
                field: "building_block",
                "nobody has a mandate to operate building block `\(subject.path)` on "
                    + context.asOf.dateText,
                mend: "grant an institution a mandate with `function: operate` on it"
            )
        }
    }
}
