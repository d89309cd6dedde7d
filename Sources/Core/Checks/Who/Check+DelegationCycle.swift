internal import Governance

extension Check {
    /// W006: mandates that are delegated from each other in a circle.
    static let delegationCycle: Check = Check(
        "W006",
        "delegation in a circle",
        .error,
        why: "whoever delegates stays answerable, so a delegation ends at a mandate's first holder "
            + "(X-tee terms for members)",
        isWaivable: false
    ) { context in
        let byID = Dictionary(context.view.mandates.map { ($0.id, $0) }) { first, _ in first }
        var done: Set<MandateID> = []
        return context.view.mandates.compactMap { mandate in
            var walk: [MandateID] = []
            var places: [MandateID: Int] = [:]
            var next: MandateID? = mandate.id
            while let id = next, places[id] == nil, !done.contains(id) {
                places[id] = walk.count
                walk.append(id)
                next = byID[id]?.delegatedFrom
            }
            done.formUnion(walk)
            guard let next, let start = places[next] else { return nil }
            let cycle = walk[start...].sorted()
            guard let first = cycle.first.flatMap({ byID[$0] }) else { return nil }
            let others = cycle.dropFirst()
            return context.finding(
                on: first,
                field: "delegated_from",
                others.isEmpty
                    ? "mandate `\(first.id)` is delegated from itself"
                    : "mandate `\(first.id)` is delegated from itself, by way of "
                        + others.prefix(8).map { "`\($0)`" }.joined(separator: ", "),
                mend: "let one of them rest on a legal source of its own",
                related: others.prefix(20).map { ItemReference(kind: .mandate, key: $0.text) }
            )
        }
    }
}
