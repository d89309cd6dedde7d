import Governance
import TestSupport
import Testing

@Suite
struct `A register harness` {
    @Test func `founds a register, signs for its officials and carries a motion`() throws {
        var harness = try RegisterHarness(founding: .council(seats: 3), at: "2026-01-01")

        try harness.propose("o1", .motion())
        try harness.openVoting("o1", "p1")
        try harness.vote("o1", .approve, on: "p1")
        try harness.vote("o2", .approve, on: "p1")
        let early = try harness.refusal { try $0.close("o1", "p1") }
        harness.advanceToClosing(of: "p1")
        let stage = try harness.close("o3", "p1")

        #expect(early == .votingStillOpen)
        #expect(stage == .adopted)
        #expect(harness.act(of: "p1")?.id == "council-2026-1")
        #expect(harness.clock == "2026-01-08")
    }

    @Test func `replays to the same register`() throws {
        var harness = try RegisterHarness(founding: .council(vacant: 1), at: "2026-01-01")
        try harness.propose("o1", .motion())
        harness.advance(by: "1 day")
        try harness.openVoting("o2", "p1")

        #expect(try harness.replayed().root() == harness.register.root())
        #expect(harness.entries.count == 3)
    }

    @Test func `stays as it was when a step is refused`() throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        let root = try harness.register.root()

        let code = try harness.refusal { h in
            h.advance(by: "1 day")
            try h.propose("stranger", .motion())
        }

        #expect(code == .unknownSigner)
        #expect(harness.clock == "2026-01-01")
        #expect(try harness.register.root() == root)
    }

    @Test func `signs so that another key does not pass`() throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        let command = Command.proposalSubmitted(.motion())
        let forged = try Actor("o2").sign(
            Statement(
                register: "test",
                actor: "o1",
                key: "k1",
                issued: "2026-01-01",
                command: command
            )
        )

        #expect(throws: Refusal.self) { try harness.append(forged) }
        #expect(try harness.refusal { try $0.append(forged) } == .badSignature)
    }
}
