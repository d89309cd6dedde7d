internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOPosix

/// PostgreSQL through libpq: connections that block on threads of their own.
final class PostgresEngine: Engine {
    /// A connection on its way between threads.
    private struct Parked: @unchecked Sendable {
        // Moved, never shared: one thread takes it out of the list before it uses it.
        let connection: PostgresConnection
    }

    let forms = EngineForms.postgres
    let observer: StatementObserver
    let server: PostgresServer
    let settings: DatabaseSettings
    private let threads: NIOThreadPool
    private let idle = NIOLockedValueBox<[Parked]>([])
    private let texts = SQLTextCache()
    private let convoy = InProcessLock()
    private let listener: PostgresListener

    /// Connects once, to see that the server is there and the parameters are right.
    init(_ server: PostgresServer, settings: DatabaseSettings) async throws {
        self.server = server
        self.settings = settings
        observer = StatementObserver(settings)
        threads = NIOThreadPool(numberOfThreads: min(100, max(1, settings.maximumConnections)))
        listener = PostgresListener(server, observer)
        threads.start()
        do {
            try await connectFirst()
        } catch {
            try? await threads.shutdownGracefully()
            throw error
        }
    }

    func read<T: Sendable>(
        within limit: Duration?,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await reading { try await self.transaction(plan(.read, true, within: limit), body) }
    }

    func singleRead<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await reading { try await self.transaction(plan(.singleRead, true), body) }
    }

    func write<T: Sendable>(
        isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await committing { try await self.transaction(plan(.write, isIdempotent), body) }
    }

    func alter<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await committing { try await self.transaction(plan(.alter, true), body) }
    }

    func singleWrite<T: Sendable>(
        isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await committing { try await self.transaction(plan(.singleWrite, isIdempotent), body) }
    }

    func signals(on channel: String) -> AsyncStream<Void> { listener.signals(on: channel) }

    func lock(named name: String) -> any ExclusiveLocking {
        PostgresLock(name, server, settings, observer)
    }

    func inspect() async throws -> [EngineFact] {
        try await read { runner in try PostgresInspection.facts(runner) }
    }

    func close() async throws(DatabaseError) {
        await listener.close()
        do {
            try await threads.shutdownGracefully()
        } catch {
            throw DatabaseError(.failed, "the database's threads cannot be stopped")
        }
        let parked = idle.withLockedValue { idle in
            defer { idle = [] }
            return idle
        }
        observer.count { $0.openConnections -= Int64(parked.count) }
    }

    private func reading<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        let start = MonotonicTime.now
        let result = try await body()
        observer.count { $0.reads.add(microseconds: start.microsecondsSince) }
        return result
    }

    private func committing<T: Sendable>(_ body: () async throws -> T) async throws -> T {
        guard !settings.isReadOnly else {
            throw DatabaseError(.forbiddenStatement, "the database was opened for reading alone")
        }
        let start = MonotonicTime.now
        do {
            let result = try await body()
            observer.count { $0.writes.add(microseconds: start.microsecondsSince) }
            return result
        } catch {
            observer.count { $0.rolledBack += 1 }
            throw error
        }
    }

    // MARK: Attempts

    /// How an attempt at a transaction failed.
    private struct FailedAttempt: Error {
        let reason: any Error
        let mayBeRepeated: Bool
        var isConflict = false
        var isInDoubt = false
    }

    /// What is to be done, whichever attempt it is.
    private struct Plan: Sendable {
        let kind: PostgresTransaction.Kind
        /// Whether the body may run again after it may have committed.
        let isIdempotent: Bool
        /// How long one attempt may take.
        let limit: Duration
    }

    private func plan(
        _ kind: PostgresTransaction.Kind,
        _ isIdempotent: Bool,
        within limit: Duration? = nil
    ) -> Plan {
        Plan(
            kind: kind,
            isIdempotent: isIdempotent,
            limit: limit ?? settings.transactionTimeout
        )
    }

    private func transaction<T: Sendable>(
        _ plan: Plan,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        guard !observer.enter(upTo: Int64(settings.maximumWaiting)) else {
            throw DatabaseError(
                .busy,
                "more than \(settings.maximumWaiting) transactions wait for the database"
            )
        }
        defer { observer.count { $0.pending -= 1 } }
        var isInDoubt = false
        do {
            return try await attempts(plan, &isInDoubt, body)
        } catch  where isInDoubt {
            // An attempt may have taken effect, whatever stopped those after it.
            throw DatabaseError(
                .outcomeUnknown,
                "the transaction may have taken effect: \(error)"
            )
        }
    }

    /// Tries until it is done or must not be tried again; sets `isInDoubt` once an attempt may have
    /// taken effect.
    private func attempts<T: Sendable>(
        _ plan: Plan,
        _ isInDoubt: inout Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        var end = MonotonicTime.now + settings.retryPeriod
        var count = 0
        var isInConvoy = false
        defer { if isInConvoy { convoy.release() } }
        while true {
            try Task.checkCancellation()
            do {
                return try await attempt(plan, body)
            } catch let failure as FailedAttempt {
                count += 1
                isInDoubt = isInDoubt || failure.isInDoubt
                guard failure.mayBeRepeated, .now < end else { try Self.rethrow(failure.reason) }
                observer.count { $0.repeated += 1 }
                // Those that keep meeting each other go on one by one, so that each comes through.
                if failure.isConflict, count >= 3, !isInConvoy {
                    isInConvoy = await convoy.acquire()
                    end = .now + settings.retryPeriod
                } else {
                    try await Self.pause(after: count)
                }
            }
        }
    }

    private static func rethrow(_ reason: any Error) throws -> Never {
        if let error = reason as? DatabaseError, error.code == .cancelled {
            throw CancellationError()
        }
        throw reason
    }

    /// Connects once; waits for a server that is just starting or changing.
    private func connectFirst() async throws {
        let end = MonotonicTime.now + settings.retryPeriod
        var attempts = 0
        while true {
            do {
                return try await threads.runIfActive { [self] in park(try take()) }
            } catch let error as DatabaseError where error.code == .unavailable && .now < end {
                attempts += 1
                try await Self.pause(after: attempts)
            }
        }
    }

    /// Waits longer after each attempt, and not as long as others who met the same conflict.
    ///
    /// Nothing tells when a conflict or an outage is over: trying again is the only way to know.
    private static func pause(after attempts: Int) async throws {
        let ceiling = min(1000, 2 << min(10, attempts))
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...ceiling)))
    }

    private func attempt<T: Sendable>(
        _ plan: Plan,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        let switchboard = CancelSwitch()
        let asked = MonotonicTime.now
        return try await withTaskCancellationHandler {
            try await threads.runIfActive { [self] in
                try run(plan, asked, switchboard, body)
            }
        } onCancel: {
            switchboard.cancel()
        }
    }

    /// One attempt, on a thread of the pool.
    private func run<T>(
        _ plan: Plan,
        _ asked: MonotonicTime,
        _ switchboard: CancelSwitch,
        _ body: (any StatementRunner) throws -> T
    ) throws -> T {
        guard .now < asked + settings.transactionTimeout else {
            throw DatabaseError(.busy, "no connection became free in time")
        }
        let connection: PostgresConnection
        do {
            connection = try take()
        } catch {
            throw FailedAttempt(reason: error, mayBeRepeated: error.code == .unavailable)
        }
        connection.deadline = .now + plan.limit
        let transaction = PostgresTransaction(connection, plan.kind) { try switchboard.close() }
        do {
            try switchboard.open(connection.canceller)
            let result = try body(
                PostgresStatements(transaction, texts: texts, observer: observer)
            )
            try transaction.commit(within: settings.commitTimeout)
            switchboard.end()
            park(connection)
            return result
        } catch {
            switchboard.end()
            if switchboard.isCancelled {
                // A late cancellation must not meet the next transaction.
                connection.markBroken()
            }
            transaction.rollback()
            park(connection)
            throw judge(error, transaction, plan.isIdempotent, switchboard.isCancelled)
        }
    }

    /// Tells what a failure means, and whether the transaction may be repeated.
    private func judge(
        _ error: any Error,
        _ transaction: PostgresTransaction,
        _ isIdempotent: Bool,
        _ isCancelled: Bool
    ) -> FailedAttempt {
        let found = (error as? DatabaseError)?.code
        if transaction.isInDoubt {
            observer.count { $0.unknownOutcomes += 1 }
            observer.note("the outcome of a commit is unknown", "\(error)")
            return FailedAttempt(
                reason: error,
                mayBeRepeated: isIdempotent,
                isInDoubt: true
            )
        }
        if isCancelled {
            return FailedAttempt(reason: CancellationError(), mayBeRepeated: false)
        }
        let isLost = (transaction.failure?.code ?? found) == .unavailable
        if isLost { observer.note("a transaction lost its connection", "\(error)") }
        return FailedAttempt(
            reason: error,
            mayBeRepeated: transaction.isConflict || isLost,
            isConflict: transaction.isConflict
        )
    }

    // MARK: Connections

    private func take() throws(DatabaseError) -> PostgresConnection {
        if let parked = idle.withLockedValue({ $0.popLast() }) { return parked.connection }
        let connection = try PostgresConnection(server)
        observer.count { $0.openConnections += 1 }
        return connection
    }

    private func park(_ connection: PostgresConnection) {
        switch connection.condition {
        case .usable:
            idle.withLockedValue { $0.append(Parked(connection: connection)) }
        case .broken:
            observer.count { $0.openConnections -= 1 }
        case .lost:
            // Those that wait were most likely lost with it.
            let count = idle.withLockedValue { idle in
                defer { idle = [] }
                return Int64(idle.count) + 1
            }
            observer.count { metrics in
                metrics.openConnections -= count
                metrics.lostConnections += count
            }
        }
    }
}
