public import Governance
public import Logging
internal import NIOConcurrencyHelpers

/// Takes signed statements one after the other, and records those that the register accepts.
///
/// What comes in while a transaction is being written is taken together in the next one. A
/// statement is answered only when its entry is durable; a refused one leaves no trace.
public actor Registrar {
    /// What the register made of a statement.
    public struct Receipt: Codable, Hashable, Sendable {
        /// The entry's place in the log.
        public let position: Int
        /// When it was recorded.
        public let time: Instant
        /// The proposal it is about.
        public let proposal: ProposalID?
        /// Where that proposal stands now.
        public let stage: Proposal.Stage?
        /// The act that it adopted.
        public let act: ActID?
        /// What would stop the act if the body voted now, told at submission.
        public let warning: Warning?
    }

    /// What would stop an act.
    public struct Warning: Codable, Hashable, Sendable {
        /// The code of the refusal to come.
        public let code: Refusal.Code
        /// Why, in a sentence.
        public let reason: String
        /// What would be needed.
        public let help: String?
    }

    private struct Submission {
        let signed: SignedStatement
        let answer: CheckedContinuation<Receipt, any Error>
    }

    /// The register as readers see it.
    public nonisolated let published: PublishedRegister
    private var register: Register
    private var waiting: [Submission] = []
    private var isWriting = false
    private nonisolated let storageFailed = NIOLockedValueBox(false)
    private let store: any EntryStore
    private let logKeys: LogKeyGuard?
    private let now: @Sendable () -> Instant
    private let logger: Logger

    /// The most statements that wait for a transaction; more are refused as the server is busy.
    public static let maximumWaiting = 4096
    private static let maximumBatch = 256
    /// How long one turn of writing lasts at most while others may wait for theirs.
    private static let turn = Duration.milliseconds(250)

    /// Whether the last entries could be stored.
    public nonisolated var canStore: Bool { !storageFailed.withLockedValue { $0 } }

    /// Makes the registrar of a register that was rebuilt from the log.
    ///
    /// - Parameters:
    ///   - register: what the entries in the log make.
    ///   - store: where entries are stored.
    ///   - logKeys: the keys of the log, by which entries about them are judged; `nil` takes whatever
    ///     the register takes.
    ///   - now: the clock.
    ///   - logger: where faults are told.
    /// - Throws: a `Refusal` when the register has no canonical form.
    public init(
        register: Register,
        store: any EntryStore,
        logKeys: LogKeyGuard? = nil,
        now: @escaping @Sendable () -> Instant,
        logger: Logger
    ) throws(Refusal) {
        self.register = register
        self.store = store
        self.logKeys = logKeys
        self.now = now
        self.logger = logger
        published = try PublishedRegister(register)
    }

    /// Records a statement.
    ///
    /// - Returns: where it stands in the log, and what follows from it.
    /// - Throws: the register's `Refusal`, ``BusyError``, or ``StorageFailure`` when the entry could
    ///   not be stored and is not recorded.
    public func submit(_ signed: SignedStatement) async throws -> Receipt {
        try logKeys?.check(signed.statement.command)
        guard waiting.count < Self.maximumWaiting else { throw BusyError() }
        return try await withCheckedThrowingContinuation { answer in
            waiting.append(Submission(signed: signed, answer: answer))
            guard !isWriting else { return }
            isWriting = true
            Task { await self.writeAll() }
        }
    }

    /// Takes in what other processes recorded; does nothing while this one writes.
    ///
    /// - Returns: how many entries there were.
    @discardableResult
    public func follow() async -> Int {
        guard !isWriting else { return 0 }
        isWriting = true
        defer { finishWriting() }
        do {
            if !canStore { try await store.probe() }
            let count = try await takeIn()
            storageFailed.withLockedValue { $0 = false }
            return count
        } catch is CancellationError {
            return 0
        } catch {
            note("the entries of others cannot be read", error)
            return 0
        }
    }

    private func writeAll() async {
        while !waiting.isEmpty {
            do {
                try await store.beginTurn()
                try await takeIn()
            } catch {
                note("no turn of writing could begin", error)
                await store.endTurn()
                // Those who came meanwhile wait for the same store.
                refuseWaiting()
                break
            }
            let end = ContinuousClock.now + Self.turn
            var goesOn = true
            while goesOn, !waiting.isEmpty, .now < end {
                let batch = Array(waiting.prefix(Self.maximumBatch))
                waiting.removeFirst(batch.count)
                goesOn = await write(batch)
            }
            await store.endTurn()
        }
        isWriting = false
    }

    private func finishWriting() {
        guard !waiting.isEmpty else {
            isWriting = false
            return
        }
        Task { await self.writeAll() }
    }

    private func refuseWaiting() {
        let refused = waiting
        waiting = []
        for submission in refused { submission.answer.resume(throwing: StorageFailure()) }
    }

    private func note(_ message: Logger.Message, _ error: any Error) {
        storageFailed.withLockedValue { $0 = true }
        logger.error(message, metadata: ["error": "\(error)"])
    }

    /// Replays the entries of other processes.
    @discardableResult
    private func takeIn() async throws -> Int {
        let entries = try await store.newEntries(from: register.position)
        if entries.isEmpty { return 0 }
        var next = register
        for bytes in entries { try next.append(try Entry(canonical: bytes)) }
        try await store.confirm()
        register = next
        try published.publish(next)
        return entries.count
    }

    /// Writes a batch; false when the turn should end.
    private func write(_ batch: [Submission]) async -> Bool {
        var next = register
        var accepted: [(Submission, Entry)] = []
        var bytes: [[UInt8]] = []
        for submission in batch {
            do {
                var attempt = next
                let entry = try attempt.accept(submission.signed, at: max(now(), next.time))
                bytes.append(try entry.canonicalBytes())
                accepted.append((submission, entry))
                next = attempt
            } catch {
                submission.answer.resume(throwing: error)
            }
        }
        guard !accepted.isEmpty else { return true }
        do {
            try await store.append(bytes, at: register.position)
            storageFailed.withLockedValue { $0 = false }
            register = next
            try published.publish(next)
            for (submission, entry) in accepted {
                submission.answer.resume(returning: receipt(of: entry))
            }
            return true
        } catch {
            let failure = error as? StorageFailure ?? StorageFailure(mayBeRecorded: true)
            note("entries could not be stored", error)
            for (submission, _) in accepted { submission.answer.resume(throwing: failure) }
            return false
        }
    }

    private func receipt(of entry: Entry) -> Receipt {
        let proposal = entry.command.proposal
        let state = proposal.flatMap { register.proposals[$0] }
        return Receipt(
            position: entry.sequence,
            time: entry.time,
            proposal: proposal,
            stage: state?.stage,
            act: entry.command.kind == .votingClosed ? state?.act : nil,
            warning: warning(about: entry)
        )
    }

    private func warning(about entry: Entry) -> Warning? {
        switch entry.command {
        case .proposalSubmitted(let text), .proposalAmended(let text):
            register.foreseenRefusal(of: text, at: entry.time).map {
                Warning(code: $0.code, reason: $0.reason, help: $0.help)
            }
        default: nil
        }
    }
}

/// More statements wait than the registrar takes.
public struct BusyError: Error, Sendable, Hashable {}

/// An entry could not be stored.
public struct StorageFailure: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whether the entry may be recorded all the same, since the answer of the store was lost.
    public let mayBeRecorded: Bool
    /// What the store says.
    public let reason: String

    /// Makes a failure.
    public init(mayBeRecorded: Bool = false, reason: String = "") {
        self.mayBeRecorded = mayBeRecorded
        self.reason = reason
    }

    /// What the store says.
    public var description: String { reason }
}
