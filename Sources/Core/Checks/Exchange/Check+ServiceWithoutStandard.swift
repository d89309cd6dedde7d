internal import Governance

extension Check {
    /// X002: a service that follows no adopted standard.
    static let serviceWithoutStandard: Check = Check(
        "X002",
        "service without an adopted standard",
        .warning,
        why: "services follow published standards (EIF R21-R23; DPI Safeguards O1.6)"
    ) { context in
        context.view.current(\.services).compactMap { service in
            guard service.period.relation(to: context.asOf) != .after else { return nil }
            let standards = service.standards.compactMap {
                context.view.inForce($0.text, in: \.standards)
            }
            guard !standards.contains(where: { $0.status == .adopted }) else { return nil }
            let named = standards.map { "`\($0.id)` is \($0.status.rawValue)" }
            return context.finding(
                on: service,
                field: "standards",
                "service `\(service.id)` follows no adopted standard"
                    + (named.isEmpty ? "" : ": " + named.joined(separator: ", ")),
                mend: "name a standard with `status: adopted` in `standards`",
                related: standards.map(\.reference)
            )
        }
    }
}
