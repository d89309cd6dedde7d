import Governance
import TestSupport
import Testing

@Suite
struct `The publiccode.yml Steering Committee` {
    @Test(arguments: [
        (VoteCount(3, 0), Proposal.Stage.adopted),
        (VoteCount(2, 0, 1), .adopted),
        (VoteCount(2, 1), .betweenRounds),
        (VoteCount(2, 2), .betweenRounds),
        (VoteCount(1, 2), .rejected),
        (VoteCount(0, 0), .rejected),
        (VoteCount(0, 0, 4), .rejected),
        (VoteCount(4, 0), .adopted),
    ])
    func `asks for unanimity of the votes counted, and half for a second round`(
        count: VoteCount,
        expected: Proposal.Stage
    ) throws {
        var committee = try PubliccodeCommittee()

        try committee.open()
        try committee.vote(count)

        #expect(try committee.close() == expected)
    }

    @Test func `has no quorum, so that a single approval carries`() throws {
        var committee = try PubliccodeCommittee()

        try committee.open()
        try committee.vote(VoteCount(1, 0))

        #expect(try committee.close() == .adopted)
    }

    @Test func `opens a second round after 90 days and not before`() throws {
        var committee = try PubliccodeCommittee()
        try committee.open()
        try committee.vote(VoteCount(2, 1))
        try committee.close()

        committee.register.advance(by: "89 days")
        let early = try committee.register.refusal { try $0.openVoting("maintainer", "p1") }
        committee.register.advance(by: "1 day")
        try committee.register.openVoting("maintainer", "p1")

        #expect(early == .discussionTooShort)
        #expect(committee.register.register.proposals["p1"]?.currentBallot?.round == 2)
    }

    @Test(arguments: [
        (VoteCount(3, 1), Proposal.Stage.adopted),
        (VoteCount(2, 1), .rejected),
        (VoteCount(2, 2), .rejected),
        (VoteCount(3, 0, 1), .adopted),
    ])
    func `needs three quarters in the second round`(
        count: VoteCount,
        expected: Proposal.Stage
    ) throws {
        var committee = try PubliccodeCommittee()
        try committee.open()
        try committee.vote(VoteCount(2, 2))
        try committee.close()

        committee.register.advance(by: "90 days")
        try committee.register.openVoting("maintainer", "p1")
        try committee.vote(count)

        #expect(try committee.close() == expected)
    }

    @Test func `takes no vote on day 15`() throws {
        var committee = try PubliccodeCommittee()
        try committee.open()

        committee.register.advance(by: "14 days")
        let late = try committee.register.refusal {
            try $0.vote("france-member", .approve, on: "p1")
        }

        #expect(late == .votingClosed)
    }

    @Test func `does not close before the 14 days are over, even when all have voted`() throws {
        var committee = try PubliccodeCommittee()
        try committee.open()
        try committee.vote(VoteCount(4, 0))

        committee.register.advance(by: "13 days")
        let early = try committee.register.refusal { try $0.close("maintainer", "p1") }

        #expect(early == .votingStillOpen)
    }

    @Test func `takes no vote by one who is not a member`() throws {
        var committee = try PubliccodeCommittee()
        try committee.open()

        let own = try committee.register.refusal { try $0.vote("maintainer", .approve, on: "p1") }
        let another = try committee.register.refusal {
            try $0.vote("maintainer", .approve, on: "p1", seat: "italy")
        }

        #expect(own == .noSeat)
        #expect(another == .noSeat)
    }

    @Test func `voids the votes when the text changes`() throws {
        var committee = try PubliccodeCommittee()
        try committee.open()
        let old = committee.register.digest(of: "p1")
        try committee.vote(VoteCount(3, 0))

        let changed = ProposalText.motion(
            "p1",
            to: "steering-committee",
            class: "minor",
            title: "Another text"
        )
        try committee.register.amend("maintainer", changed)
        let unopened = try committee.register.refusal { try $0.close("maintainer", "p1") }
        committee.register.advance(by: "1 minute")
        try committee.register.openVoting("maintainer", "p1")
        let stale = Vote(proposal: "p1", digest: old, seat: "italy", round: 1, choice: .approve)
        let refused = try committee.register.refusal {
            try $0.send("italy-member", .voteCast(stale))
        }

        #expect(unopened == .votingNotOpen)
        #expect(refused == .textChanged)
        #expect(try committee.close() == .rejected)
    }

    @Test(arguments: [
        (VoteCount(2, 2), ["france", "italy"], Proposal.Stage.adopted),
        (VoteCount(1, 1), ["france"], .adopted),
        (VoteCount(1, 2), ["france"], .rejected),
        (VoteCount(2, 1), ["netherlands"], .rejected),
        (VoteCount(2, 0), ["netherlands"], .rejected),
    ])
    func `changes a country's section with that country's approval and half of the votes`(
        count: VoteCount,
        countries: [String],
        expected: Proposal.Stage
    ) throws {
        var committee = try PubliccodeCommittee()
        let seats = countries.compactMap { SeatID($0) }

        try committee.open(class: "country-section", consentOf: seats)
        try committee.vote(count)

        #expect(try committee.close() == expected)
    }

    @Test func `must be told whose section it is`() throws {
        var committee = try PubliccodeCommittee()

        let code = try committee.register.refusal {
            try $0.propose(
                "maintainer",
                .motion(to: "steering-committee", class: "country-section")
            )
        }

        #expect(code == .malformed)
    }

    @Test(arguments: [(VoteCount(3, 0), Proposal.Stage.adopted), (VoteCount(2, 0), .rejected)])
    func `invites members without a vote by a majority of its seats`(
        count: VoteCount,
        expected: Proposal.Stage
    ) throws {
        var committee = try PubliccodeCommittee()

        try committee.open(class: "invitation")
        try committee.vote(count)

        #expect(try committee.close() == expected)
    }

    @Test func `makes a breaking change once in two years`() throws {
        var committee = try PubliccodeCommittee()
        try committee.open(class: "breaking")
        try committee.vote(VoteCount(3, 0))
        try committee.close()

        committee.register.advance(by: "729 days")
        let early = try committee.register.refusal { harness in
            try harness.propose(
                "maintainer",
                .motion("p2", to: "steering-committee", class: "breaking")
            )
            try harness.openVoting("maintainer", "p2")
        }
        committee.register.advance(by: "1 day")
        try committee.open("p2", class: "breaking")

        #expect(early == .intervalTooShort)
        #expect(committee.register.stage(of: "p2") == .voting)
    }
}
