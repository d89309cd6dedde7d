internal import Governance

/// The waivers in force, by the check they waive and the subject: of several the longest.
struct Waivers {
    private var byCheck: [String: [SubjectPath: Waiver]] = [:]

    init(_ view: RegisterView) {
        for waiver in view.inForce(\.waivers) {
            let other = byCheck[waiver.check]?[waiver.subject]
            guard other.map({ $0.until < waiver.until }) ?? true else { continue }
            byCheck[waiver.check, default: [:]][waiver.subject] = waiver
        }
    }

    /// Turns a finding into a note when waivers cover all the subjects it touches.
    func apply(to finding: inout Finding) {
        guard let waivers = byCheck[finding.code], !finding.subjects.isEmpty else { return }
        var used: [Waiver] = []
        for subject in finding.subjects {
            let covering = subject.selfAndAncestors.compactMap { waivers[$0] }
            guard let longest = covering.max(by: { $0.until < $1.until }) else { return }
            used.append(longest)
        }
        guard let first = used.min(by: { $0.until < $1.until }) else { return }
        finding.severity = .note
        finding.waiver = first.id
        finding.waivedUntil = first.until
    }
}
