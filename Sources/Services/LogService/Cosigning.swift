internal import MerkleTree
internal import NIOConcurrencyHelpers
internal import Storage
public import TransparencyLog

/// Has the checkpoints of a log cosigned by witnesses, and decides which one is shown to others.
///
/// All witnesses that answer are asked about the same checkpoint, in rounds, so that their signatures
/// come together on one. A witness that hangs, lies or is away is asked less and less often, and never
/// holds up the log or the others.
///
/// INVARIANT: what is shown never shrinks, across restarts too: it is kept before it is shown.
public final class Cosigning: Sendable {
    /// How witnesses are asked, and when what they have signed is shown.
    public struct Settings: Sendable, Hashable {
        /// The shortest time between two rounds.
        public var interval: Duration = .seconds(1)
        /// How long a round waits for those it has asked before the next one begins.
        public var roundLimit: Duration = .seconds(5)
        /// The longest time for which a witness that failed is left alone.
        public var longestPause: Duration = .seconds(60)
        /// After how many seconds a signature is asked for anew, though nothing has changed.
        public var refreshSeconds: Int64 = 600
        /// How far a witness's clock may differ from ours, in seconds.
        public var toleranceSeconds: Int64 = 600
        /// Whether nothing is shown before the quorum is met.
        public var isQuorumRequired = false
        /// How long the newest checkpoint waits for its quorum, where that is not required.
        public var patience: Duration = .seconds(5)

        /// The default settings.
        public init() {}
    }

    /// How the outside world is reached.
    public struct Ports: Sendable {
        let nowSeconds: @Sendable () -> Int64
        let ask:
            @Sendable (WitnessPolicy.Witness, AddCheckpoint) async throws -> AddCheckpoint.Answer
        let keep: @Sendable (SignedCheckpoint) async throws -> Void
        let tell: @Sendable (WitnessPolicy.Witness, _ failure: String?) -> Void

        /// Names them.
        ///
        /// - Parameters:
        ///   - nowSeconds: the machine's time, in seconds since 1970.
        ///   - ask: sends a request to a witness; bounded in time.
        ///   - keep: stores durably what is about to be shown.
        ///   - tell: told when a witness begins to fail, and with nil when it is well again.
        public init(
            nowSeconds: @escaping @Sendable () -> Int64,
            ask:
                @escaping @Sendable (WitnessPolicy.Witness, AddCheckpoint) async throws ->
                AddCheckpoint.Answer,
            keep: @escaping @Sendable (SignedCheckpoint) async throws -> Void,
            tell: @escaping @Sendable (WitnessPolicy.Witness, _ failure: String?) -> Void
        ) {
            self.nowSeconds = nowSeconds
            self.ask = ask
            self.keep = keep
            self.tell = tell
        }
    }

    /// What is known of one witness.
    struct Peer {
        let witness: WitnessPolicy.Witness
        var isBusy = false
        var failures = 0
        var pausedUntil: ContinuousClock.Instant?
        /// The round in which it was asked last.
        var round = 0
        /// The size that the witness has recorded, as far as we know.
        var recorded = 0
    }

    struct State {
        var shown: SignedCheckpoint?
        /// Checkpoints by size, with the signatures that have come so far.
        var gathered: [Int: SignedCheckpoint] = [:]
        var peers: [Peer]
        var behindSince: ContinuousClock.Instant?
        var roundStart: ContinuousClock.Instant?
        var round = 0
        var roundSize = 0
        var roundPending = 0
    }

    let log: DurableLog
    let policy: WitnessPolicy
    let settings: Settings
    let ports: Ports
    let state: NIOLockedValueBox<State>

    /// The most witnesses that are asked.
    public static let maximumWitnesses = 64

    /// Begins with what was shown last.
    ///
    /// - Parameters:
    ///   - log: the log.
    ///   - policy: the witnesses with their addresses, and the quorum; it trusts the log's key.
    ///   - settings: how they are asked.
    ///   - kept: what `keep` was given last.
    ///   - ports: how the outside world is reached.
    /// - Throws: ``LogServiceError`` with code `inconsistent` when what was shown is not of this log;
    ///   a `LogError` with code `malformed_policy` for more than ``maximumWitnesses``.
    public init(
        log: DurableLog,
        policy: WitnessPolicy,
        settings: Settings,
        kept: SignedCheckpoint?,
        ports: Ports
    ) async throws {
        let witnesses = policy.witnesses.filter { $0.url != nil }
        guard witnesses.count <= Self.maximumWitnesses else {
            throw LogError(
                code: .malformedPolicy,
                reason: "a log asks \(Self.maximumWitnesses) witnesses at most"
            )
        }
        if let kept = kept?.checkpoint {
            let size = log.checkpoint.checkpoint.size
            guard kept.size <= size, try await log.root(ofSize: kept.size) == kept.root else {
                throw LogServiceError(
                    .inconsistent,
                    "a checkpoint over \(kept.size) entries was cosigned that is not one of this "
                        + "log; restore a backup that is not older"
                )
            }
        }
        self.log = log
        self.policy = policy
        self.settings = settings
        self.ports = ports
        var state = State(peers: witnesses.map { Peer(witness: $0) })
        if let kept, !settings.isQuorumRequired || (try? policy.judge(kept)) != nil {
            state.shown = kept
        }
        if state.shown == nil, !settings.isQuorumRequired { state.shown = log.checkpoint }
        self.state = NIOLockedValueBox(state)
    }

    /// The checkpoint that others see, with the signatures of its witnesses; nil while a quorum is
    /// required and was never met.
    public var shown: SignedCheckpoint? { state.withLockedValue(\.shown) }

    /// How often in a row each witness has not cosigned, by its name.
    public var failures: [(name: String, count: Int)] {
        state.withLockedValue { state in
            state.peers.map { ($0.witness.name, $0.failures) }
        }
    }

    /// Asks and shows until it is cancelled.
    public func run() async {
        let (wakes, wake) = AsyncStream.makeStream(
            of: Void.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let signals = log.database.signals(on: DurableLog.channel)
        let interval = settings.interval
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await _ in signals { wake.yield() }
            }
            group.addTask {
                while !Task.isCancelled {
                    wake.yield()
                    // Nobody signals that a witness is back or a signature grows old.
                    try? await Task.sleep(for: interval)
                }
            }
            for await _ in wakes {
                await show()
                for (index, checkpoint) in beginRound() {
                    group.addTask { [self] in
                        await ask(index, checkpoint)
                        wake.yield()
                    }
                }
            }
        }
    }
}
