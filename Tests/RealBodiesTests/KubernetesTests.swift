import Governance
import TestSupport
import Testing

@Suite
struct `The Kubernetes Steering Committee` {
    @Test(arguments: [
        (VoteCount(4, 0), Proposal.Stage.adopted),
        (VoteCount(4, 3), .adopted),
        (VoteCount(3, 0), .rejected),
        (VoteCount(3, 0, 4), .rejected),
        (VoteCount(3, 1), .rejected),
        (VoteCount(7, 0), .adopted),
        (VoteCount(0, 0), .rejected),
    ])
    func `decides with four of seven, whoever votes`(
        count: VoteCount,
        expected: Proposal.Stage
    ) throws {
        var committee = try KubernetesCommittee()

        try committee.open(class: "decision")
        try committee.vote(count)

        #expect(try committee.close() == expected)
    }

    @Test(arguments: [
        (VoteCount(4, 1), Proposal.Stage.adopted),
        (VoteCount(4, 0, 1), .adopted),
        (VoteCount(4, 0), .noQuorum),
        (VoteCount(0, 0, 4), .noQuorum),
        (VoteCount(3, 0, 2), .rejected),
        (VoteCount(3, 0, 4), .rejected),
        (VoteCount(3, 2), .rejected),
    ])
    func `needs five of seven present in a meeting; to abstain counts for that only`(
        count: VoteCount,
        expected: Proposal.Stage
    ) throws {
        var committee = try KubernetesCommittee()

        try committee.open(class: "meeting")
        try committee.vote(count)

        #expect(try committee.close() == expected)
    }

    @Test func `closes a meeting's vote early only when all seven have voted`() throws {
        var committee = try KubernetesCommittee()
        try committee.open(class: "meeting")
        try committee.vote(VoteCount(6, 0))

        let early = try committee.register.refusal { try $0.close("member-1", "p1") }
        try committee.register.vote("member-7", .reject, on: "p1")
        let stage = try committee.register.close("member-1", "p1")

        #expect(early == .votingStillOpen)
        #expect(stage == .adopted)
        #expect(committee.register.clock == "2026-01-01")
    }

    @Test func `votes on a removal only once another member has seconded it`() throws {
        var committee = try KubernetesCommittee()
        try committee.propose(class: "removal")

        let unseconded = try committee.register.refusal { try $0.openVoting("member-1", "p1") }
        let bySelf = try committee.register.refusal { try $0.second("member-1", "p1") }
        try committee.register.second("member-2", "p1")
        try committee.register.openVoting("member-1", "p1")

        #expect(unseconded == .notSeconded)
        #expect(bySelf == .noSeat)
        #expect(committee.register.stage(of: "p1") == .voting)
    }

    @Test(arguments: [
        (VoteCount(6, 0), Proposal.Stage.adopted),
        (VoteCount(6, 1), .adopted),
        (VoteCount(5, 0), .rejected),
        (VoteCount(5, 0, 2), .rejected),
    ])
    func `removes a member with six of seven`(count: VoteCount, expected: Proposal.Stage) throws {
        var committee = try KubernetesCommittee()
        try committee.propose(class: "removal")
        try committee.register.second("member-2", "p1")
        try committee.register.openVoting("member-1", "p1")

        try committee.vote(count)

        #expect(try committee.close() == expected)
    }

    @Test(arguments: [(VoteCount(3, 0), Proposal.Stage.rejected), (VoteCount(4, 0), .adopted)])
    func `still needs four of seven when a seat is vacant`(
        count: VoteCount,
        expected: Proposal.Stage
    ) throws {
        var committee = try KubernetesCommittee()
        let removal = Effect.end(ItemReference(kind: .official, key: "member-7"))
        try committee.propose("removal", class: "removal", effects: [removal])
        try committee.register.second("member-2", "removal")
        try committee.register.openVoting("member-1", "removal")
        try committee.vote(on: "removal", VoteCount(6, 0))
        try committee.close("removal")

        try committee.open(class: "decision")
        try committee.vote(count)
        let removed = try committee.register.refusal {
            try $0.vote("member-7", .approve, on: "p1", seat: "seat-7")
        }
        let stage = try committee.close()

        #expect(removed == .unknownSigner)
        #expect(stage == expected)
        let ballot = committee.register.register.proposals["p1"]?.currentBallot
        #expect(ballot?.electorate.count == 6)
        #expect(ballot?.seats == 7)
    }
}
