internal import Governance

extension Check {
    /// M003: a component without licence or repository.
    static let noLicence: Check = Check(
        "M003",
        "component without licence or repository",
        .warning,
        why: "a shared component has an open licence and a public source (DPG standard 2, 3; "
            + "DPI Safeguards O9.4)"
    ) { context in
        context.view.current(\.components).compactMap { component in
            var missing: [String] = []
            if component.licence?.isEmpty != false { missing.append("licence") }
            if component.repository?.isEmpty != false { missing.append("repository") }
            guard let first = missing.first else { return nil }
            return context.finding(
                on: component,
                field: first,
                "component `\(component.id)` has no \(missing.joined(separator: " and no "))",
                mend: "add " + missing.map { "`\($0)`" }.joined(separator: " and ")
            )
        }
    }
}
