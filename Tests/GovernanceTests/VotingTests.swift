import Governance
import TestSupport
import Testing

@Suite struct Voting {
    private func open(
        seats: Int = 3,
        vacant: Int = 0,
        _ procedure: Procedure = .majority()
    ) throws -> RegisterHarness {
        var harness = try RegisterHarness(
            founding: .council(seats: seats, vacant: vacant, procedure: procedure),
            at: "2026-01-01"
        )
        try harness.propose("o1", .motion())
        try harness.openVoting("o1", "p1")
        return harness
    }

    @Test func `takes one vote a seat, by its holder, in the window`() throws {
        var harness = try open()
        try harness.vote("o1", .approve, on: "p1")

        #expect(try harness.refusal { try $0.vote("o1", .reject, on: "p1") } == .alreadyVoted)
        #expect(
            try harness.refusal { try $0.vote("o1", .approve, on: "p1", seat: "s2") } == .noSeat
        )
        #expect(
            try harness.refusal { try $0.vote("o2", .approve, on: "p1", seat: "s9") } == .noSeat
        )
        #expect(
            try harness.refusal { try $0.vote("o2", .approve, on: "p1", round: 2) }
                == .wrongRound
        )
        harness.clock = "2026-01-08"
        #expect(try harness.refusal { try $0.vote("o2", .approve, on: "p1") } == .votingClosed)
    }

    @Test func `refuses votes before the opening and after the closing`() throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        try harness.propose("o1", .motion())
        #expect(try harness.refusal { try $0.vote("o1", .approve, on: "p1") } == .votingNotOpen)

        try harness.openVoting("o1", "p1")
        try harness.vote("o1", .approve, on: "p1")
        harness.advanceToClosing(of: "p1")
        try harness.close("o1", "p1")
        harness.advance(by: "1 second")
        #expect(try harness.refusal { try $0.vote("o2", .approve, on: "p1") } == .votingClosed)
        #expect(try harness.refusal { try $0.close("o1", "p1") } == .votingNotOpen)
        #expect(try harness.refusal { try $0.openVoting("o1", "p1") } == .wrongStage)
    }

    @Test func `closes at the end of the window, or early where the procedure lets it`() throws {
        var patient = try open()
        for official in ["o1", "o2", "o3"] as [OfficialID] {
            try patient.vote(official, .approve, on: "p1")
        }
        #expect(try patient.refusal { try $0.close("o1", "p1") } == .votingStillOpen)

        var quick = try open(
            Procedure(
                id: "ordinary",
                name: "Ordinary",
                rounds: [Round(threshold: "more than 1/2 of cast", window: "7 days")],
                closesEarly: true
            )
        )
        try quick.vote("o1", .approve, on: "p1")
        try quick.vote("o2", .approve, on: "p1")
        #expect(try quick.refusal { try $0.close("o1", "p1") } == .votingStillOpen)
        try quick.recuse("o3", from: "p1")
        #expect(try quick.close("o1", "p1") == .adopted)
    }

    @Test(
        arguments: [
            // threshold, quorum, approve, reject, abstain, recused of 7 seats (1 vacant), result
            ("more than 1/2 of cast", nil, 1, 0, 0, 0, Proposal.Stage.adopted),
            ("more than 1/2 of cast", "at least 1/2 of filled", 2, 0, 0, 0, .noQuorum),
            ("more than 1/2 of cast", "at least 1/2 of filled", 2, 1, 0, 0, .adopted),
            ("more than 1/2 of cast", "at least 1/2 of filled", 1, 0, 2, 0, .adopted),
            ("more than 1/2 of cast", nil, 2, 2, 0, 0, .rejected),
            ("more than 1/2 of present", nil, 2, 0, 2, 0, .rejected),
            ("more than 1/2 of fixed", nil, 4, 0, 0, 0, .adopted),
            ("more than 1/2 of fixed", nil, 3, 0, 0, 0, .rejected),
            ("at least 2/3 of filled", nil, 4, 1, 0, 0, .adopted),
            ("at least 2/3 of filled", nil, 3, 0, 0, 1, .rejected),
            ("at least 2/3 of non-recused", nil, 3, 0, 0, 2, .adopted),
            ("at least 2/3 of non-recused", nil, 2, 0, 0, 2, .rejected),
            ("at least 1/1 of cast", nil, 0, 0, 3, 0, .rejected),
            ("at least 1/1 of cast", nil, 0, 0, 0, 6, .rejected),
            ("more than 1/2 of cast", "at least 1/2 of non-recused", 2, 0, 0, 2, .adopted),
            ("more than 1/2 of cast", "at least 5/7 of fixed", 4, 0, 0, 0, .noQuorum),
        ] as [(Share, Share?, Int, Int, Int, Int, Proposal.Stage)]
    )
    func `counts by exact fractions of a named base`(
        threshold: Share,
        quorum: Share?,
        approve: Int,
        reject: Int,
        abstain: Int,
        recused: Int,
        result: Proposal.Stage
    ) throws {
        var harness = try open(seats: 7, vacant: 1, .majority(threshold, quorum: quorum))
        var officials = (1...6).map { OfficialID(stringLiteral: "o\($0)") }[...]
        for (choice, count) in [
            (Vote.Choice.approve, approve), (.reject, reject), (.abstain, abstain),
        ] {
            for official in officials.prefix(count) { try harness.vote(official, choice, on: "p1") }
            officials = officials.dropFirst(count)
        }
        for official in officials.prefix(recused) { try harness.recuse(official, from: "p1") }
        harness.advanceToClosing(of: "p1")

        #expect(try harness.close("o1", "p1") == result)
        #expect((harness.act(of: "p1") != nil) == (result == .adopted))
    }

    @Test func `keeps a recused seat from voting and a seat that voted from stepping aside`() throws
    {
        var harness = try open()
        try harness.recuse("o2", from: "p1")
        try harness.vote("o1", .approve, on: "p1")
        harness.advance(by: "1 second")

        #expect(try harness.refusal { try $0.vote("o2", .approve, on: "p1") } == .recused)
        #expect(try harness.refusal { try $0.recuse("o2", from: "p1") } == .recused)
        #expect(try harness.refusal { try $0.recuse("o1", from: "p1") } == .alreadyVoted)
    }

    @Test func `freezes the electorate when the vote opens`() throws {
        var harness = try RegisterHarness(founding: .council(seats: 4, vacant: 1), at: "2026-01-01")
        let late = Official(
            id: "o4",
            name: "Late",
            office: "chair4",
            keys: [Actor("o4").officialKey()]
        )
        try harness.propose(
            "o1",
            .motion("appoint", effects: [.add(.official(late))])
        )
        try harness.openVoting("o1", "appoint")
        try harness.vote("o1", .approve, on: "appoint")
        harness.clock = "2026-01-07T23:00:00Z"
        try harness.propose("o1", .motion())
        try harness.openVoting("o1", "p1")
        harness.advanceToClosing(of: "appoint")
        try harness.close("o1", "appoint")

        #expect(
            try harness.refusal { try $0.vote("o4", .approve, on: "p1", seat: "s4") } == .noSeat
        )
        try harness.propose("o4", .motion("p2"))
        try harness.openVoting("o4", "p2")
        try harness.vote("o4", .approve, on: "p2")
    }

    @Test func `needs a filled seat to open a vote`() throws {
        var content = CharterContent.council(
            procedure: Procedure(
                id: "ordinary",
                name: "Ordinary",
                proposers: .officials,
                rounds: [Round(threshold: "more than 1/2 of cast", window: "7 days")]
            )
        )
        content.items.append(.office(Office(id: "desk", institution: "i1", title: "Desk")))
        content.items.removeAll { $0.kind == .official }
        content.items.append(
            .official(
                Official(
                    id: "clerk",
                    name: "Clerk",
                    office: "desk",
                    keys: [Actor("clerk").officialKey()]
                )
            )
        )
        var harness = try RegisterHarness(founding: content, at: "2026-01-01")
        try harness.propose("clerk", .motion())

        #expect(try harness.refusal { try $0.openVoting("clerk", "p1") } == .noFilledSeat)
    }

    @Test func `goes to a second round only where enough approve, and not too soon`() throws {
        let procedure = Procedure(
            id: "ordinary",
            name: "Ordinary",
            rounds: [
                Round(
                    threshold: "at least 1/1 of cast",
                    window: "14 days",
                    nextRoundIf: "at least 1/2 of cast"
                ),
                Round(threshold: "at least 3/4 of cast", window: "14 days", after: "90 days"),
            ]
        )
        var harness = try open(procedure)
        try harness.vote("o1", .approve, on: "p1")
        try harness.vote("o2", .approve, on: "p1")
        try harness.vote("o3", .reject, on: "p1")
        harness.advanceToClosing(of: "p1")

        #expect(try harness.close("o1", "p1") == .betweenRounds)
        harness.advance(by: "89 days")
        #expect(try harness.refusal { try $0.openVoting("o1", "p1") } == .discussionTooShort)
        harness.advance(by: "1 day")
        try harness.openVoting("o1", "p1")
        #expect(
            try harness.refusal { try $0.vote("o1", .approve, on: "p1", round: 1) }
                == .wrongRound
        )
        try harness.vote("o1", .approve, on: "p1")
        harness.advanceToClosing(of: "p1")
        #expect(try harness.close("o1", "p1") == .adopted)
    }
}
