import Governance
import TestSupport

/// The publiccode.yml Steering Committee, with the steps its proposals go through.
struct PubliccodeCommittee {
    static let members: [OfficialID] = [
        "france-member", "italy-member", "netherlands-member", "denmark-member",
    ]

    var register: RegisterHarness

    init(at time: Instant = "2026-01-01") throws {
        register = try RegisterHarness(
            founding: charter(of: "bodies/publiccode-yml"),
            at: time
        )
    }

    /// Submits a proposal and opens its vote at once; there is no notice.
    mutating func open(
        _ proposal: ProposalID = "p1",
        class: ProposalClass = "minor",
        effects: [Effect] = [],
        consentOf: [SeatID] = []
    ) throws {
        let text = ProposalText.motion(
            proposal,
            to: "steering-committee",
            class: `class`,
            effects: effects,
            consentOf: consentOf
        )
        try register.propose("maintainer", text)
        try register.openVoting("maintainer", proposal)
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
        return try register.close("maintainer", proposal)
    }
}
