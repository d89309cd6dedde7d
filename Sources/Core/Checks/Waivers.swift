internal import Governance

/// The waivers in force, by the check they waive.
struct Waivers {
    private let byCheck: [String: [Waiver]]

    init(_ view: RegisterView) {
        byCheck = Dictionary(grouping: view.inForce(\.waivers), by: \.check)
    }

    /// Turns a finding into a note when waivers cover all the subjects it touches.
    func apply(to finding: inout Finding) {
        guard let waivers = byCheck[finding.code], !finding.subjects.isEmpty else { return }
        var used: [Waiver] = []
        for subject in finding.subjects {
            let covering = waivers.filter { $0.subject.covers(subject) }
            guard let longest = covering.max(by: { $0.until < $1.until }) else { return }
            used.append(longest)
        }
        guard let first = used.min(by: { $0.until < $1.until }) else { return }
        finding.severity = .note
        finding.waiver = first.id
        finding.waivedUntil = first.until
    }
}
