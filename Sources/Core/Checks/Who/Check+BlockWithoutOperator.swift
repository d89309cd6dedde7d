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
        context.view.current(\.subjects).filter(\.buildingBlock).compactMap { subject in
            guard context.view.mandates(to: .operate, on: subject.path).isEmpty else { return nil }
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
