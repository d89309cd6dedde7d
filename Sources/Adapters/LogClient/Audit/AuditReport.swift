public import CanonicalJSON

/// What an audit found.
public struct AuditReport: Sendable, Hashable, Encodable {
    /// What the audit comes to.
    public enum Verdict: String, Sendable, Hashable, Encodable {
        case holds
        case doesNotHold = "does-not-hold"
        case cannotBeChecked = "cannot-be-checked"
    }

    /// The log's name.
    public let origin: String
    /// How many entries the checkpoint stands for.
    public internal(set) var size = 0
    /// The checkpoint's root in base64.
    public internal(set) var logRoot = ""
    /// The root of the replayed register; `nil` when the replay broke off.
    public internal(set) var registerRoot: String?
    /// How many acts the log holds.
    public internal(set) var acts = 0
    /// The time of the last entry that was replayed.
    public internal(set) var time: String?
    /// The steps that were taken.
    public internal(set) var steps: [AuditStep] = []
    /// Why the audit broke off; `nil` when it came to its end.
    public internal(set) var failure: String?
    /// Where evidence was kept; `nil` when there was nothing to keep.
    public internal(set) var evidence: String?
    /// What the audit comes to.
    public internal(set) var verdict = Verdict.cannotBeChecked

    init(origin: String) { self.origin = origin }

    /// All findings, the weightiest first.
    public var findings: [AuditFinding] {
        let order: [AuditStep.Name] = [
            .checkpoint, .history, .replay, .entries, .tiles, .register, .rules, .acts, .proposals,
            .keys,
        ]
        return order.flatMap { name in steps.filter { $0.name == name }.flatMap(\.findings) }
    }

    mutating func conclude() {
        if steps.contains(where: { $0.outcome == .fails }) {
            verdict = .doesNotHold
        } else {
            verdict = failure == nil ? .holds : .cannotBeChecked
        }
    }

    /// The exit status of a command: 0 when all holds, 1 when something does not, 2 when it cannot
    /// be checked.
    public var exitStatus: Int32 {
        switch verdict {
        case .holds: 0
        case .doesNotHold: 1
        case .cannotBeChecked: 2
        }
    }

    /// The report in JSON.
    ///
    /// - Throws: never in practice.
    public func json() throws -> JSON { try JSONTreeEncoder().encode(self) }

    /// The verdict in words: the first line says it all.
    public var text: String {
        var lines: [String]
        let findings = findings
        switch verdict {
        case .holds:
            let isCompared = steps.contains { $0.name == .register && $0.outcome == .holds }
            lines = [
                isCompared
                    ? "The record holds."
                    : "The log holds. What a server shows was not compared with it."
            ]
        case .doesNotHold:
            lines = ["The record does NOT hold: \(findings.first?.sentence ?? "see below")."]
        case .cannotBeChecked:
            lines = ["The record cannot be checked: \(failure ?? "the audit broke off")."]
        }
        lines += ["", "log `\(origin)`: \(size) entries, \(acts) acts"]
        if let registerRoot { lines.append("register: root \(registerRoot)") }
        lines.append("")
        for step in steps {
            let mark =
                switch step.outcome {
                case .holds: "holds      "
                case .fails: "FAILS      "
                case .notChecked: "not checked"
                }
            lines.append("\(mark)  \(step.name.rawValue): \(step.summary) (\(Self.took(step)))")
            for finding in step.findings.prefix(10) { lines.append("    - \(finding.sentence)") }
            if step.findingCount > 10 {
                lines.append("    - and \(step.findingCount - min(10, step.findings.count)) more")
            }
        }
        if verdict == .doesNotHold, let failure { lines.append("the audit broke off: \(failure)") }
        if let evidence { lines += ["", "evidence is kept in \(evidence)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func took(_ step: AuditStep) -> String {
        let tenths = step.milliseconds / 100
        return step.milliseconds < 1000
            ? "\(step.milliseconds) ms" : "\(tenths / 10).\(tenths % 10) s"
    }
}
