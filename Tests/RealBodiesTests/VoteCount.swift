import Governance
import Testing

/// How many seats approve, reject and abstain; all others are silent.
struct VoteCount: CustomTestStringConvertible, Sendable {
    let approve: Int
    let reject: Int
    let abstain: Int

    init(_ approve: Int, _ reject: Int, _ abstain: Int = 0) {
        self.approve = approve
        self.reject = reject
        self.abstain = abstain
    }

    var choices: [Vote.Choice] {
        Array(repeating: .approve, count: approve) + Array(repeating: .reject, count: reject)
            + Array(repeating: .abstain, count: abstain)
    }

    var testDescription: String { "\(approve) approve, \(reject) reject, \(abstain) abstain" }
}
