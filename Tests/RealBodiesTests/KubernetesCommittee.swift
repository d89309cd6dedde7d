import Governance
import TestSupport

/// The Kubernetes Steering Committee, with the steps its proposals go through.
struct KubernetesCommittee {
    static let members: [OfficialID] = [
        "member-1", "member-2", "member-3", "member-4", "member-5", "member-6", "member-7",
    ]

    var register: RegisterHarness

    init() throws {
        register = try RegisterHarness(
            founding: charter(of: "bodies/kubernetes-steering"),
            at: "2026-01-01"
        )
    }

    /// Submits a proposal of member 1.
    mutating func propose(
        _ proposal: ProposalID = "p1",
        class: ProposalClass,
        effects: [Effect] = []
    ) throws {
        try register.propose(
            "member-1",
            .motion(proposal, to: "steering-committee", class: `class`, effects: effects)
        )
    }

    /// Submits a proposal and opens its vote at once; there is no notice.
    mutating func open(_ proposal: ProposalID = "p1", class: ProposalClass) throws {
        try propose(proposal, class: `class`)
        try register.openVoting("member-1", proposal)
    }

    /// Casts votes in the order of ``members``: first those that approve, and so on.
    mutating func vote(on proposal: ProposalID = "p1", _ count: VoteCount) throws {
        for (member, choice) in zip(Self.members, count.choices) {
            try register.vote(member, choice, on: proposal)
        }
    }

    /// Closes the round once its time is over.
    @discardableResult
    mutating func close(_ proposal: ProposalID = "p1") throws -> Proposal.Stage? {
        register.advanceToClosing(of: proposal)
        return try register.close("member-1", proposal)
    }
}
