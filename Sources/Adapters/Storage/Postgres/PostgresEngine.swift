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
        try await reading {
            try await self.transaction(.read, true) { runner in
                if let limit { (runner as? PostgresStatements)?.allow(limit) }
                return try body(runner)
            }
        }
    }

    func singleRead<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await reading { try await self.transaction(.singleRead, true, body) }
    }

    func write<T: Sendable>(
        isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await committing { try await self.transaction(.write, isIdempotent, body) }
    }

    func alter<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await committing { try await self.transaction(.alter, true, body) }
    }

    func singleWrite<T: Sendable>(
        isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await committing { try await self.transaction(.singleWrite, isIdempotent, body) }
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

    private func transaction<T: Sendable>(
        _ kind: PostgresTransaction.Kind,
        _ isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        guard !observer.enter(upTo: Int64(settings.maximumWaiting)) else {
            throw DatabaseError(
                .busy,
                "more than \(settings.maximumWaiting) transactions wait for the database"
            )
        }
        defer { observer.count { $0.pending -= 1 } }
        var end = MonotonicTime.now + settings.retryPeriod
        var attempts = 0
        var isInConvoy = false
        var wasInDoubt = false
        defer { if isInConvoy { convoy.release() } }
        while true {
            try Task.checkCancellation()
            do {
                return try await attempt(kind, isIdempotent, body)
            } catch let failure as FailedAttempt {
                attempts += 1
                wasInDoubt = wasInDoubt || failure.isInDoubt
                guard failure.mayBeRepeated, .now < end else {
                    if wasInDoubt {
                        // An earlier attempt may have taken effect, whatever stopped this one.
                        throw DatabaseError(
                            .outcomeUnknown,
                            "the transaction may have taken effect: \(failure.reason)"
                        )
                    }
                    try Self.rethrow(failure.reason)
                }
                observer.count { $0.repeated += 1 }
                // Those that keep meeting each other go on one by one, so that each comes through.
                if failure.isConflict, attempts >= 3, !isInConvoy {
                    isInConvoy = await convoy.acquire()
                    end = .now + settings.retryPeriod
                } else {
                    try await Self.pause(after: attempts)
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
    private static func pause(after attempts: Int) async throws {
        let ceiling = min(1000, 2 << min(10, attempts))
        try await Task.sleep(for: .milliseconds(Int.random(in: 0...ceiling)))
    }

    private func attempt<T: Sendable>(
        _ kind: PostgresTransaction.Kind,
        _ isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        let switchboard = CancelSwitch()
        let asked = MonotonicTime.now
        return try await withTaskCancellationHandler {
            try await threads.runIfActive { [self] in
                try run(kind, isIdempotent, asked, switchboard, body)
            }
        } onCancel: {
            switchboard.cancel()
        }
    }

    /// One attempt, on a thread of the pool.
    private func run<T>(
        _ kind: PostgresTransaction.Kind,
        _ isIdempotent: Bool,
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
        connection.deadline = .now + settings.transactionTimeout
        let transaction = PostgresTransaction(connection, kind) { try switchboard.close() }
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
            throw judge(error, transaction, isIdempotent, switchboard.isCancelled)
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
            let reason = (error as? DatabaseError)?.reason ?? "the connection was lost"
            observer.note("the outcome of a commit is unknown", reason)
            return FailedAttempt(
                reason: DatabaseError(
                    .outcomeUnknown,
                    "the transaction may have taken effect: \(reason)"
                ),
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

/// Lets a task be cancelled from outside up to the point at which its commit is sent.
final class CancelSwitch: Sendable {
    private enum State {
        case waiting
        case running(PostgresCanceller)
        case committing
        case ended
    }

    private let state = NIOLockedValueBox<(state: State, isCancelled: Bool)>((.waiting, false))

    var isCancelled: Bool { state.withLockedValue { $0.isCancelled } }

    /// The transaction begins on a connection.
    func open(_ canceller: PostgresCanceller) throws {
        try state.withLockedValue { state in
            if state.isCancelled { throw CancellationError() }
            state.state = .running(canceller)
        }
    }

    /// The commit is about to be sent: from here on nothing stops it.
    func close() throws {
        try state.withLockedValue { state in
            if state.isCancelled { throw CancellationError() }
            state.state = .committing
        }
    }

    func end() { state.withLockedValue { $0.state = .ended } }

    func cancel() {
        let canceller = state.withLockedValue { state -> PostgresCanceller? in
            switch state.state {
            case .waiting: state.isCancelled = true
            case .running(let canceller):
                state.isCancelled = true
                return canceller
            case .committing, .ended: break
            }
            return nil
        }
        canceller?.cancelInBackground()
    }
}
