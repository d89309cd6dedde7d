import Governance
import GovernanceService
import Logging
import NIOConcurrencyHelpers
import TestSupport
import Testing

/// A store of one process that remembers what it was given, and fails when it is told to.
final class MemoryStore: EntryStore {
    private let state = NIOLockedValueBox((entries: [[UInt8]](), fails: false, batches: 0))

    var entries: [[UInt8]] { state.withLockedValue(\.entries) }
    var batches: Int { state.withLockedValue(\.batches) }
    func fail(_ fails: Bool) { state.withLockedValue { $0.fails = fails } }

    func beginTurn() async throws {}
    func endTurn() async {}
    func confirm() async throws {}
    func probe() async throws {}
    func newEntries(from position: Int) async throws -> [[UInt8]] { [] }

    func append(_ new: [[UInt8]], at position: Int) async throws {
        try state.withLockedValue { state in
            guard !state.fails else { throw StorageFailure(reason: "full") }
            #expect(state.entries.count == position - 1)
            state.entries += new
            state.batches += 1
        }
    }
}

@Suite struct Registrars {
    private let store = MemoryStore()

    private func registrar() throws -> Registrar {
        let harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        let registrar = try Registrar(
            register: harness.register,
            store: store,
            now: { "2026-01-02" },
            logger: Logger(label: "test")
        )
        return registrar
    }

    private func proposal(
        _ id: ProposalID,
        by official: OfficialID = "o1"
    ) throws
        -> SignedStatement
    {
        try Actor(official).state(.proposalSubmitted(.motion(id)), in: "test", at: "2026-01-02")
    }

    @Test func `answers once the entry is stored, and publishes the register`() async throws {
        let registrar = try registrar()
        let receipt = try await registrar.submit(try proposal("p1"))

        #expect(receipt.position == 1)
        #expect(receipt.proposal == "p1")
        #expect(receipt.stage == .submitted)
        #expect(registrar.published.mark.position == 2)
        #expect(store.entries.count == 1)
        let entry = try Entry(canonical: try #require(store.entries.first))
        #expect(entry.time == "2026-01-02")
    }

    @Test func `takes no entry about a key of the log that the log does not bear out`() async throws
    {
        let (own, old, other) = (
            Actor("o1", key: "log"), Actor("o1", key: "old"), Actor("o1", key: "other")
        )
        let registrar = try Registrar(
            register: try RegisterHarness(founding: .council(), at: "2026-01-01").register,
            store: store,
            logKeys: LogKeyGuard(signing: [own.publicKey], retired: [old.publicKey]),
            now: { "2026-01-02" },
            logger: Logger(label: "test")
        )
        func code(_ command: Command) async throws -> Refusal.Code? {
            let signed = try Actor("o1").state(command, in: "test", at: "2026-01-02")
            do {
                _ = try await registrar.submit(signed)
                return nil
            } catch let refusal as Refusal {
                return refusal.code
            }
        }
        func added(_ key: Actor) -> Command {
            let message = LogKeyAddition.possession(of: key.publicKey, register: "test")
            return .logKeyAdded(
                LogKeyAddition(publicKey: key.publicKey, proof: key.signature(of: message))
            )
        }
        func retired(_ key: Actor) -> Command {
            .logKeyRetired(LogKeyRetirement(publicKey: key.publicKey, reason: .stolen))
        }
        #expect(try await code(added(other)) == .unknownKey)
        #expect(try await code(added(old)) == .unknownKey)
        #expect(try await code(retired(own)) == .unknownKey)
        #expect(try await code(retired(other)) == .unknownKey)
        // The rest is for the register to judge: nobody has a mandate here.
        #expect(try await code(added(own)) == .noMandate)
        #expect(try await code(retired(old)) == .noMandate)
        #expect(store.entries.isEmpty)
    }

    @Test func `stores nothing of what it refuses`() async throws {
        let registrar = try registrar()
        let forged = SignedStatement(
            statement: try proposal("p1").statement,
            signature: try proposal("p2").signature
        )

        await #expect(throws: Refusal.self) { try await registrar.submit(forged) }
        #expect(store.entries.isEmpty)
        #expect(registrar.published.mark.position == 1)
    }

    @Test func `forgets what could not be stored, and takes it again later`() async throws {
        let registrar = try registrar()
        store.fail(true)
        await #expect(throws: StorageFailure.self) {
            try await registrar.submit(try proposal("p1"))
        }
        #expect(registrar.published.mark.position == 1)

        store.fail(false)
        #expect(try await registrar.submit(try proposal("p1")).position == 1)
    }

    @Test func `takes many at once in few transactions, each exactly once`() async throws {
        let registrar = try registrar()
        let positions = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<200 {
                let signed = try proposal(ProposalID(stringLiteral: "p\(number)"))
                group.addTask { try await registrar.submit(signed).position }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(Set(positions) == Set(1...200))
        #expect(store.entries.count == 200)
        #expect(store.batches < 200)
    }
}
