import LogService
import NIOConcurrencyHelpers
import Storage
import Testing
import TransparencyLog
import WitnessService

/// A log with four witnesses: two honest ones, and two that a test chooses.
@Suite struct LogWithWitnesses {
    /// How a witness behaves.
    enum Conduct: String, CaseIterable, Sendable {
        case honest, garbage, otherKey, otherTree, oldTime, futureTime, wandering, beyond, broken
        case hanging
    }

    private struct Refused: Error {}

    private final class Stage: Sendable {
        let log: DurableLog
        let policy: WitnessPolicy
        let witnesses: [Witness]
        let kept = NIOLockedValueBox<[SignedCheckpoint]>([])
        let failed = NIOLockedValueBox<Set<String>>([])
        let conduct: NIOLockedValueBox<[Conduct]>

        init(_ conduct: [Conduct], quorum: Int) async throws {
            let database = try await Database.open(.memory, migrations: LogSchema.migrations)
            log = try await DurableLog(database: database, signer: Keys.log())
            try await log.confirm()
            var text = "log \(try Keys.log().verifier.text)\n"
            var witnesses: [Witness] = []
            for number in UInt8(1)...4 {
                let signer = try Keys.signer(number, "w\(number)")
                text += "witness w\(number) \(signer.verifier.text) http://w\(number).example\n"
                witnesses.append(
                    try await Witness(
                        database: Database.open(.memory, migrations: WitnessSchema.migrations),
                        signer: signer,
                        logs: [Keys.log().verifier],
                        now: { ServedWitness.seconds }
                    )
                )
            }
            text += "group g \(quorum) w1 w2 w3 w4\nquorum g\n"
            policy = try WitnessPolicy(parsing: Array(text.utf8))
            self.witnesses = witnesses
            self.conduct = NIOLockedValueBox([.honest, .honest] + conduct)
        }

        func append(_ count: Int) async throws {
            let position = log.checkpoint.checkpoint.size
            try await log.append(
                (0..<count).map { Array("entry \(position + $0)".utf8) },
                at: position
            )
        }

        func cosigning(
            required: Bool = false,
            patience: Duration = .seconds(600),
            kept last: SignedCheckpoint? = nil
        ) async throws -> Cosigning {
            var settings = Cosigning.Settings()
            settings.interval = .milliseconds(2)
            settings.roundLimit = .milliseconds(50)
            settings.longestPause = .milliseconds(20)
            settings.isQuorumRequired = required
            settings.patience = patience
            return try await Cosigning(
                log: log,
                policy: policy,
                settings: settings,
                kept: last,
                ports: Cosigning.Ports(
                    nowSeconds: { ServedWitness.seconds },
                    ask: { [self] in try await ask($0, $1) },
                    keep: { [kept] in
                        let signed = $0
                        kept.withLockedValue { $0.append(signed) }
                    },
                    tell: { [failed] witness, failure in
                        failed.withLockedValue { names in
                            if failure == nil {
                                names.remove(witness.name)
                            } else {
                                names.insert(witness.name)
                            }
                        }
                    }
                )
            )
        }

        private func ask(
            _ witness: WitnessPolicy.Witness,
            _ request: AddCheckpoint
        ) async throws -> AddCheckpoint.Answer {
            let index = try #require(policy.witnesses.firstIndex(of: witness))
            let signer = try Keys.signer(UInt8(index + 1), "w\(index + 1)")
            func signed(by signer: NoteSigner, at seconds: Int64) throws -> AddCheckpoint.Answer {
                var checkpoint = request.checkpoint
                try checkpoint.cosign(with: signer, timestampSeconds: seconds)
                return .signed(try #require(checkpoint.signatureLine(of: signer.verifier)))
            }
            switch conduct.withLockedValue({ $0[index] }) {
            case .honest:
                switch try await witnesses[index].add(request.bytes) {
                case .cosigned(let line): return .signed(line)
                case .refused(.conflict(let size)): return .conflict(size: size)
                case .refused: throw Refused()
                }
            case .garbage: return .signed(Array("<html>no</html>\n".utf8))
            case .otherKey:
                return try signed(by: Keys.signer(50, "w\(index + 1)"), at: ServedWitness.seconds)
            case .otherTree:
                var other = try Tree(count: 9, forkedAt: 0).signed(9)
                try other.cosign(with: signer, timestampSeconds: ServedWitness.seconds)
                return .signed(try #require(other.signatureLine(of: signer.verifier)))
            case .oldTime: return try signed(by: signer, at: 1)
            case .futureTime: return try signed(by: signer, at: .max)
            case .wandering:
                return .conflict(size: request.oldSize == 0 ? 1 : request.oldSize - 1)
            case .beyond: return .conflict(size: .max)
            case .broken: throw Refused()
            case .hanging:
                try await Task.sleep(for: .seconds(3600))
                throw Refused()
            }
        }
    }

    private struct TooLate: Error {}

    /// Waits for what other tasks will do.
    private func wait(until isDone: () -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(30)
        while !isDone() {
            guard ContinuousClock.now < deadline else { throw TooLate() }
            try await Task.sleep(for: .milliseconds(1))
        }
    }

    private func running(
        _ cosigning: Cosigning,
        _ body: () async throws -> Void
    ) async throws {
        let task = Task { await cosigning.run() }
        defer { task.cancel() }
        try await body()
    }

    private func size(_ cosigning: Cosigning) -> Int { cosigning.shown?.checkpoint.size ?? -1 }

    @Test(arguments: Conduct.allCases)
    func `shows what a quorum has signed, though one hangs and one lies`(
        conduct: Conduct
    ) async throws {
        let stage = try await Stage([conduct, .hanging], quorum: 2)
        let cosigning = try await stage.cosigning(required: true)
        #expect(cosigning.shown == nil)
        try await running(cosigning) {
            for _ in 0..<5 {
                try await stage.append(3)
                let wanted = stage.log.checkpoint.checkpoint.size
                try await wait { size(cosigning) == wanted }
                let approval = try stage.policy.judge(try #require(cosigning.shown))
                #expect(approval.witnesses.count >= 2)
            }
            guard conduct != .honest, conduct != .hanging else { return }
            try await wait { stage.failed.withLockedValue { $0.contains("w3") } }
            // When it mends its ways it is asked again, and its signature is added.
            stage.conduct.withLockedValue { $0[2] = .honest }
            try await wait {
                cosigning.shown.flatMap { try? stage.policy.judge($0).witnesses.count } == 3
            }
            #expect(!stage.failed.withLockedValue { $0.contains("w3") })
        }
        let sizes = stage.kept.withLockedValue { $0.map(\.checkpoint.size) }
        #expect(sizes == sizes.sorted())
        #expect(stage.kept.withLockedValue { $0.last } == cosigning.shown)
    }

    @Test func `shows nothing newer where a quorum is required and not met`() async throws {
        let stage = try await Stage([.broken, .garbage], quorum: 2)
        let cosigning = try await stage.cosigning(required: true, patience: .zero)
        try await running(cosigning) {
            try await stage.append(1)
            try await wait { size(cosigning) == 1 }
            stage.conduct.withLockedValue { $0[0] = .broken }
            try await stage.append(1)
            try await wait { stage.failed.withLockedValue { $0.contains("w1") } }
            #expect(size(cosigning) == 1)
            stage.conduct.withLockedValue { $0[0] = .honest }
            try await wait { size(cosigning) == 2 }
        }
    }

    @Test func `shows the newest in the end where the quorum is only preferred`() async throws {
        let stage = try await Stage([.broken, .hanging], quorum: 4)
        let cosigning = try await stage.cosigning(patience: .milliseconds(5))
        #expect(size(cosigning) == 0)
        try await running(cosigning) {
            try await stage.append(2)
            try await wait { size(cosigning) == 2 }
            // With the signatures that there are.
            try await wait { cosigning.shown?.note.signatures.count == 3 }
        }
        #expect(throws: LogError.self) { try stage.policy.judge(try #require(cosigning.shown)) }
    }

    @Test func `goes on with what was shown, and finds a fork of it`() async throws {
        let stage = try await Stage([.honest, .honest], quorum: 4)
        let first = try await stage.cosigning(required: true)
        try await stage.append(5)
        try await running(first) { try await wait { size(first) == 5 } }
        let kept = try #require(stage.kept.withLockedValue { $0.last })
        try await stage.append(5)

        let second = try await stage.cosigning(required: true, kept: kept)
        #expect(second.shown == kept)
        let stricter = try await stage.cosigning(
            required: true,
            kept: try kept.keeping([Keys.log().verifier])
        )
        #expect(stricter.shown == nil)
        await #expect(throws: LogServiceError.self) {
            _ = try await stage.cosigning(kept: Tree(count: 9, forkedAt: 2).signed(4))
        }
        await #expect(throws: LogServiceError.self) {
            _ = try await stage.cosigning(kept: Tree(count: 20).signed(20))
        }
    }
}
