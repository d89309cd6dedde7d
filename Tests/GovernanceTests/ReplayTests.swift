import CanonicalJSON
import Governance
import TestSupport
import Testing

/// A small generator whose whole sequence follows from its seed (splitmix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

@Suite struct Replay {
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func `accepts or refuses any sequence of entries, and replays to equal bytes`(
        seed: UInt64
    ) throws {
        var driver = try RandomDriver(seed: seed)
        for _ in 0..<600 { try driver.step() }

        let replayed = try Register.replaying(
            driver.harness.entries.map { try Entry(canonical: try $0.canonicalBytes()) }
        )
        #expect(try replayed.canonicalBytes() == driver.harness.register.canonicalBytes())
        print(
            "seed \(seed): \(driver.harness.entries.count) entries accepted, "
                + "\(driver.refusals.count) kinds of refusals, "
                + "\(driver.harness.register.acts.count) acts"
        )
        #expect(driver.harness.register.acts.count > 0)
        #expect(driver.refusals.count > 5)
    }

    @Test func `writes a register in parts that are one canonical JSON`() throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        for number in 1...600 {
            try harness.propose("o1", .motion(try #require(ProposalID("p\(number)"))))
        }
        let bytes = try harness.register.canonicalBytes()
        let json = try JSON(parsing: bytes)
        #expect(try json.canonicalBytes() == bytes)
        #expect(json["proposals"]?.arrayValue?.count == 600)
        // Tables are there without rows, and what came later is left out without any.
        #expect(json["waivers"] == .array([]))
        #expect(json["acts"] == nil && json["log_keys"] == nil)
        #expect(try harness.register.root() == Digest(of: bytes))
        let parts = harness.register.canonicalParts
        #expect(parts.count > 20)
        #expect(try parts.reversed().map { try $0.bytes() }.reversed().flatMap(\.self) == bytes)
    }

    @Test func `finds an entry that was changed, dropped or moved`() throws {
        var driver = try RandomDriver(seed: 99)
        for _ in 0..<200 { try driver.step() }
        let entries = driver.harness.entries

        #expect(throws: Refusal.self) {
            try Register.replaying(entries.prefix(3) + entries.dropFirst(4))
        }
        var swapped = entries
        swapped.swapAt(2, 3)
        #expect(throws: Refusal.self) { try Register.replaying(swapped) }
        var late = entries
        let moved = entries[5]
        late[5] = Entry(
            sequence: moved.sequence,
            time: moved.time - .days(1000),
            signed: moved.signed
        )
        #expect(throws: Refusal.self) { try Register.replaying(late) }
    }
}

/// Sends statements that are sometimes sensible and sometimes not, and checks that a refused one
/// leaves no trace.
struct RandomDriver {
    var harness: RegisterHarness
    var refusals: Set<Refusal.Code> = []
    private var random: SeededGenerator
    private var count = 0

    init(seed: UInt64) throws {
        random = SeededGenerator(seed: seed)
        harness = try RegisterHarness(
            founding: .council(
                seats: 5,
                vacant: 1,
                procedure: Procedure(
                    id: "ordinary",
                    name: "Ordinary",
                    notice: "1 day",
                    consultation: "1 day",
                    answersComments: true,
                    quorum: "at least 1/5 of fixed",
                    rounds: [
                        Round(
                            threshold: "at least 2/3 of cast",
                            window: "2 days",
                            nextRoundIf: "at least 1/3 of cast"
                        ),
                        Round(threshold: "more than 1/2 of cast", window: "1 day"),
                    ],
                    closesEarly: true,
                    standstill: "1 day"
                )
            ),
            at: "2026-01-01"
        )
    }

    mutating func step() throws {
        let position = harness.register.position
        let root = count % 20 == 0 ? try harness.register.root() : nil
        var random = random
        let count = count
        let code = try harness.refusal { try Self.act(&$0, &random, count) }
        self.random = random
        self.count += 1
        guard let code else { return }
        refusals.insert(code)
        #expect(harness.register.position == position)
        if let root { #expect(try harness.register.root() == root) }
    }

    private static func act(
        _ harness: inout RegisterHarness,
        _ random: inout SeededGenerator,
        _ count: Int
    ) throws {
        if Int.random(in: 0..<3, using: &random) == 0 {
            harness.advance(by: .minutes(Int64.random(in: 0..<3000, using: &random)))
        }
        let official = OfficialID(
            stringLiteral: "o\(Int.random(in: 1...5, using: &random))"
        )
        let latest = count / 50
        let proposal = ProposalID(
            stringLiteral: "p\(Int.random(in: max(0, latest - 1)...latest, using: &random))"
        )
        let comment = Identifier<Governance.Comment>(
            stringLiteral: "c\(Int.random(in: 0..<2, using: &random))"
        )
        switch step(after: harness.stage(of: proposal), &random) {
        case .proposalSubmitted:
            try harness.propose(official, .motion(proposal, effects: [effect(&random)]))
        case .proposalAmended:
            try harness.amend(official, .motion(proposal, effects: [effect(&random)]))
        case .proposalWithdrawn: try harness.withdraw(official, proposal)
        case .proposalSeconded: try harness.second(official, proposal)
        case .consultationOpened: try harness.openConsultation(official, proposal)
        case .commentRecorded: try harness.comment(official, on: proposal, comment)
        case .commentAnswered: try harness.answer(official, on: proposal, comment)
        case .votingOpened: try harness.openVoting(official, proposal)
        case .voteCast:
            let choice: Vote.Choice =
                Int.random(in: 0..<4, using: &random) == 0 ? .reject : .approve
            try harness.vote(official, choice, on: proposal)
        case .votingClosed:
            harness.advance(by: .days(Int64.random(in: 0...2, using: &random)))
            try harness.close(official, proposal)
        case .recusalDeclared, .charterEnacted: try harness.recuse(official, from: proposal)
        case .anchorRecorded, .keyRotated, .keyRevoked, .logKeyAdded, .logKeyRetired:
            // Exchanged keys have tests of their own: they would soon end all voting here.
            try harness.send(official, anchor(&random))
        }
    }

    /// A step that may follow, four times in five; any step, the fifth time.
    private static func step(
        after stage: Proposal.Stage?,
        _ random: inout SeededGenerator
    ) -> Command.Kind {
        let sensible: [Command.Kind] =
            switch stage {
            case nil: [.proposalSubmitted]
            case .submitted: [.consultationOpened]
            case .consultation: [.commentRecorded, .commentAnswered, .votingOpened]
            case .voting: [.voteCast, .voteCast, .voteCast, .voteCast, .votingClosed]
            case .betweenRounds: [.votingOpened]
            case .adopted, .rejected, .noQuorum, .withdrawn: [.voteCast, .votingClosed]
            }
        let kinds =
            Int.random(in: 0..<5, using: &random) == 0 ? Command.Kind.allCases : sensible
        return kinds.randomElement(using: &random) ?? .voteCast
    }

    private static func anchor(_ random: inout SeededGenerator) -> Command {
        let size = Int.random(in: 1..<50, using: &random)
        return .anchorRecorded(
            Anchor(
                institution: Identifier(stringLiteral: "i\(Int.random(in: 1...5, using: &random))"),
                origin: "calls",
                form: .chain,
                size: size,
                root: Digest(of: [UInt8(size)])
            )
        )
    }

    private static func effect(_ random: inout SeededGenerator) -> Effect {
        let number = Int.random(in: 0..<30, using: &random)
        let item = Item.safeguard(
            Safeguard(id: Identifier(stringLiteral: "g\(number)"), name: "Guard")
        )
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1, 2, 3: return .add(item)
        case 4: return .change(item)
        default: return .end(item.reference)
        }
    }
}
