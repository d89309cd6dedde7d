internal import Governance

extension Check {
    /// C001: an item names another one that does not exist.
    static let unknownReference: Check = Check(
        "C001",
        "unknown reference",
        .error,
        why: "every chain of authority must be complete (Cabildo, the charter format)",
        isWaivable: false
    ) { context in
        context.itemProblems.filter { $0.kind == .unknownReference }.map { problem in
            context.finding(
                on: problem.item,
                field: problem.field,
                problem.sentence,
                mend: problem.help ?? "add it, or name one that exists",
                related: problem.target.map { [$0] } ?? []
            )
        } + steward(context)
    }

    private static func steward(_ context: CheckContext) -> [Finding] {
        guard let steward = context.view.register.head?.steward else { return [] }
        let target = ItemReference(kind: .institution, key: steward.text)
        guard !context.view.register.has(target, at: context.asOf) else { return [] }
        return [
            context.finding(
                on: nil,
                field: "steward",
                "the head names \(target), which does not exist",
                mend: "add it, or name one that exists",
                related: [target]
            )
        ]
    }
}
