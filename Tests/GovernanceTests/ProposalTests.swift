import Governance
import TestSupport
import Testing

@Suite struct Preparation {
    private func procedure() -> Procedure {
        Procedure(
            id: "ordinary",
            name: "Ordinary",
            proposers: .seats,
            seconds: 1,
            notice: "7 days",
            consultation: "14 days",
            answersComments: true,
            rounds: [Round(threshold: "more than 1/2 of cast", window: "7 days")]
        )
    }

    private func proposed() throws -> RegisterHarness {
        var harness = try RegisterHarness(
            founding: .council(procedure: procedure()),
            at: "2026-01-01"
        )
        try harness.propose("o1", .motion())
        return harness
    }

    @Test func `opens the vote only after notice, consultation, answers and a second`() throws {
        var harness = try proposed()
        harness.clock = "2026-01-07T23:59:59.999Z"
        #expect(try harness.refusal { try $0.openVoting("o1", "p1") } == .noticeTooShort)

        harness.clock = "2026-01-08"
        #expect(try harness.refusal { try $0.openVoting("o1", "p1") } == .consultationTooShort)

        try harness.openConsultation("o2", "p1")
        try harness.comment("o3", on: "p1", "c1")
        harness.clock = "2026-01-21T23:59:59.999Z"
        #expect(try harness.refusal { try $0.openVoting("o1", "p1") } == .consultationTooShort)

        harness.clock = "2026-01-22"
        #expect(try harness.refusal { try $0.openVoting("o1", "p1") } == .commentsUnanswered)

        try harness.answer("o1", on: "p1", "c1")
        #expect(try harness.refusal { try $0.openVoting("o1", "p1") } == .notSeconded)

        #expect(try harness.refusal { try $0.second("o1", "p1") } == .noSeat)
        try harness.second("o2", "p1")
        harness.advance(by: "1 second")
        #expect(try harness.refusal { try $0.second("o2", "p1") } == .alreadyVoted)
        try harness.openVoting("o1", "p1")
        #expect(harness.stage(of: "p1") == .voting)
    }

    @Test func `bounds the text of all comments and answers together`() throws {
        var harness = try proposed()
        try harness.openConsultation("o1", "p1")
        let text = String(repeating: "x", count: KernelLimits.textBytes)
        let count = KernelLimits.commentBytes / KernelLimits.textBytes - 1
        for number in 0..<count {
            try harness.comment("o2", on: "p1", try #require(.init("c\(number)")), text)
            harness.advance(by: "1 second")
        }
        try harness.answer("o1", on: "p1", "c0", String(text.dropLast()))
        #expect(try harness.refusal { try $0.comment("o2", on: "p1", "more", "xx") } == .tooMany)
        #expect(try harness.refusal { try $0.answer("o1", on: "p1", "c1", "xx") } == .tooMany)
        try harness.comment("o2", on: "p1", "last", "x")
    }

    @Test func `takes comments only while the consultation is open, each once`() throws {
        var harness = try proposed()
        #expect(
            try harness.refusal { try $0.comment("o2", on: "p1", "c1") } == .consultationClosed
        )

        try harness.openConsultation("o1", "p1")
        try harness.comment("o2", on: "p1", "c1")

        harness.advance(by: "1 second")
        #expect(try harness.refusal { try $0.comment("o2", on: "p1", "c1") } == .duplicateComment)
        #expect(try harness.refusal { try $0.answer("o1", on: "p1", "c9") } == .unknownComment)
        try harness.answer("o1", on: "p1", "c1")
        harness.advance(by: "1 second")
        #expect(try harness.refusal { try $0.answer("o1", on: "p1", "c1") } == .duplicateComment)
    }

    @Test func `refuses outsiders at every step that belongs to the body`() throws {
        var content = CharterContent.council(procedure: procedure())
        content.items.append(
            .office(Office(id: "desk", institution: "i1", title: "Desk"))
        )
        content.items.append(
            .official(
                Official(
                    id: "outsider",
                    name: "Outsider",
                    office: "desk",
                    keys: [Actor("outsider").officialKey()]
                )
            )
        )
        var harness = try RegisterHarness(founding: content, at: "2026-01-01")

        #expect(try harness.refusal { try $0.propose("outsider", .motion()) } == .mayNotPropose)
        try harness.propose("o1", .motion())
        #expect(
            try harness.refusal { try $0.openConsultation("outsider", "p1") } == .notParticipant
        )
        #expect(try harness.refusal { try $0.second("outsider", "p1") } == .noSeat)
        #expect(try harness.refusal { try $0.amend("o2", .motion(title: "x")) } == .notParticipant)
        #expect(try harness.refusal { try $0.withdraw("o2", "p1") } == .notParticipant)
    }

    @Test func `refuses unknown bodies, classes, names in use and an empty title`() throws {
        var harness = try proposed()
        harness.advance(by: "1 second")

        #expect(
            try harness.refusal { try $0.propose("o1", .motion("p2", to: "senate")) }
                == .unknownBody
        )
        #expect(
            try harness.refusal { try $0.propose("o1", .motion("p2", class: "urgent")) }
                == .unknownClass
        )
        #expect(try harness.refusal { try $0.propose("o1", .motion()) } == .duplicateProposal)
        #expect(
            try harness.refusal { try $0.propose("o1", .motion("p2", title: "")) } == .tooLarge
        )
        #expect(
            try harness.refusal { try $0.propose("o1", .motion("p2", rank: .charter)) }
                == .rankTooHigh
        )
        #expect(
            try harness.refusal { try $0.propose("o1", .motion("p2", consentOf: ["s1"])) }
                == .malformed
        )
    }

    @Test func `begins anew when the text changes`() throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        try harness.propose("o1", .motion())
        try harness.openVoting("o1", "p1")
        let old = harness.digest(of: "p1")
        try harness.vote("o1", .approve, on: "p1")
        try harness.amend("o1", .motion(title: "Another text"))

        #expect(harness.stage(of: "p1") == .submitted)
        #expect(harness.register.proposals["p1"]?.rounds == [])
        try harness.openVoting("o1", "p1")
        let stale = Vote(proposal: "p1", digest: old, seat: "s2", round: 1, choice: .approve)
        #expect(try harness.refusal { try $0.send("o2", .voteCast(stale)) } == .textChanged)
    }

    @Test func `keeps the procedure that stood at submission`() throws {
        let strict = Procedure(
            id: "ordinary",
            name: "Ordinary",
            rounds: [Round(threshold: "at least 1/1 of fixed", window: "7 days")]
        )
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        try harness.propose("o1", .motion("first", effects: [.change(.procedure(strict))]))
        try harness.propose("o1", .motion("second"))
        for proposal in ["first", "second"] as [ProposalID] {
            try harness.openVoting("o1", proposal)
            try harness.vote("o1", .approve, on: proposal)
        }
        harness.advanceToClosing(of: "first")

        #expect(try harness.close("o1", "first") == .adopted)
        #expect(try harness.close("o1", "second") == .adopted)
        try harness.propose("o1", .motion("third"))
        try harness.openVoting("o1", "third")
        try harness.vote("o1", .approve, on: "third")
        harness.advanceToClosing(of: "third")
        #expect(try harness.close("o1", "third") == .rejected)
    }
}
