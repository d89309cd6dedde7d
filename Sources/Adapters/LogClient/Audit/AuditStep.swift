/// One thing that an audit looks at, and what came of it.
public struct AuditStep: Sendable, Hashable, Encodable {
    /// The steps, in their order.
    public enum Name: String, Sendable, Hashable, CaseIterable, Encodable {
        /// The checkpoint and its signatures.
        case checkpoint
        /// Whether the log continues what was audited last.
        case history
        /// Whether the entries give the root of the checkpoint.
        case entries
        /// The hash tiles.
        case tiles
        /// The signature and procedure of every entry.
        case replay
        /// The register that the server shows.
        case register
        /// The rules in force that the server shows.
        case rules
        /// The acts that the server shows.
        case acts
        /// The proposals that the server shows.
        case proposals
        /// The keys and anchors that the server shows.
        case keys
    }

    /// What can come of a step.
    public enum Outcome: String, Sendable, Hashable, CaseIterable, Encodable {
        case holds
        case fails
        case notChecked = "not-checked"
    }

    /// Which step it is.
    public let name: Name
    /// What came of it.
    public let outcome: Outcome
    /// What was checked, or why it was not, in a sentence.
    public let summary: String
    /// How many things were looked at.
    public let count: Int
    /// How long it took.
    public let milliseconds: Int
    /// What does not hold; the first hundred findings.
    public let findings: [AuditFinding]
    /// How many findings there are in all.
    public let findingCount: Int

    /// The most findings that a step tells.
    public static let maximumFindings = 100
}

/// The findings of a step while it runs: the first ones, and a count of all.
struct Findings {
    private(set) var first: [AuditFinding] = []
    private(set) var count = 0

    mutating func add(_ finding: AuditFinding) {
        count += 1
        if first.count < AuditStep.maximumFindings { first.append(finding) }
    }

    /// Adds what was found elsewhere.
    mutating func add(_ other: Findings) {
        count += other.count - other.first.count
        for finding in other.first { add(finding) }
    }
}
