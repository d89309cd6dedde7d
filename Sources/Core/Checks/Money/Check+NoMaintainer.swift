internal import Governance

extension Check {
    /// M001: a component that nobody keeps working.
    static let noMaintainer: Check = Check(
        "M001",
        "component without a maintainer",
        .warning,
        why: "every shared component is maintained by someone (publiccode.yml: maintenance is "
            + "not `none`; DPG standard 2, 4)"
    ) { context in
        context.view.current(\.components).compactMap { component in
            guard component.maintainer?.isEmpty != false else { return nil }
            return context.finding(
                on: component,
                field: "maintainer",
                "component `\(component.id)` has no maintainer",
                mend: "name an institution, a contractor or a community in `maintainer`"
            )
        }
    }
}
