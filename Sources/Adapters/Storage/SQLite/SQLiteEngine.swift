internal import GRDB
internal import GRDBSQLite
internal import NIOConcurrencyHelpers
internal import NIOPosix

/// SQLite in a file of this process, or in memory: many readers, one writer at a time.
final class SQLiteEngine: Engine {
    let forms = EngineForms.sqlite
    let observer: StatementObserver
    let base: any DatabaseReader
    private let writer: (any DatabaseWriter)?
    private let lock: NIOLockedValueBox<FileLock?>
    let texts = SQLTextCache()
    private let hub = SignalHub()
    private let locks = NIOLockedValueBox<[String: InProcessLock]>([:])
    let settings: DatabaseSettings
    private let thread: SQLiteThread

    init(_ location: DatabaseLocation, settings: DatabaseSettings) throws(DatabaseError) {
        observer = StatementObserver(settings)
        self.settings = settings
        let opened = try Self.open(location, settings)
        base = opened.reader
        writer = opened.writer
        lock = NIOLockedValueBox(opened.lock)
        thread = SQLiteThread()
        observer.count { $0.openConnections = 1 }
    }

    deinit { thread.close() }

    func read<T: Sendable>(
        within limit: Duration?,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        let start = try begin()
        defer { end() }
        let result = try await translating {
            try await base.read { database in
                try limited(database, within: limit) { try body($0) }
            }
        }
        observer.count { $0.reads.add(microseconds: start.microsecondsSince) }
        return result
    }

    func write<T: Sendable>(
        isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        guard let writer else {
            throw DatabaseError(.forbiddenStatement, "the database was opened for reading alone")
        }
        let start = try begin()
        defer { end() }
        do {
            let cancellation = Cancellation()
            let (result, signals) = try await translating {
                try await withTaskCancellationHandler {
                    try await thread.run { [self] in
                        try cancellation.check()
                        return try writer.writeWithoutTransaction { database in
                            try transaction(database, cancellation, body)
                        }
                    }
                } onCancel: {
                    cancellation.request()
                }
            }
            observer.count { $0.writes.add(microseconds: start.microsecondsSince) }
            hub.send(signals)
            return result
        } catch {
            observer.count { $0.rolledBack += 1 }
            throw error
        }
    }

    func alter<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await write(isIdempotent: true, body)
    }

    func singleRead<T: Sendable>(
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await read(body)
    }

    func singleWrite<T: Sendable>(
        isIdempotent: Bool,
        _ body: @escaping @Sendable (any StatementRunner) throws -> T
    ) async throws -> T {
        try await write(isIdempotent: isIdempotent, body)
    }

    func signals(on channel: String) -> AsyncStream<Void> { hub.stream(on: channel) }

    func lock(named name: String) -> any ExclusiveLocking {
        let shared = locks.withLockedValue { locks in
            if let lock = locks[name] { return lock }
            let lock = InProcessLock()
            locks[name] = lock
            return lock
        }
        return InProcessLocking(lock: shared, patience: settings.transactionTimeout) { [self] in
            try await write(isIdempotent: false) { runner in
                let rows = try runner.rows(LockTable.take, [.text(name)])
                guard let row = rows.first else { throw DatabaseError(.failed, "no fence") }
                return try row.integer("fence")
            }
        }
    }

    func inspect() async throws -> [EngineFact] {
        let isMemory = base is DatabaseQueue
        return try await read { runner in
            try SQLiteInspection.facts(runner, isMemory: isMemory)
        }
    }

    func close() async throws(DatabaseError) {
        hub.finish()
        do {
            // After the transactions that wait already.
            try await thread.run { [base] in try base.close() }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        } catch {
            throw DatabaseError(.failed, "the database cannot be closed")
        }
        thread.close()
        lock.withLockedValue { $0 = nil }
        observer.count { $0.openConnections = 0 }
    }

    func begin() throws(DatabaseError) -> MonotonicTime {
        let limit = Int64(settings.maximumWaiting)
        let isFull = observer.enter(upTo: limit)
        guard !isFull else {
            throw DatabaseError(.busy, "more than \(limit) transactions wait for the database")
        }
        return .now
    }

    func end() { observer.count { $0.pending -= 1 } }

    func translating<T>(_ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        } catch let error as DatabaseError {
            guard error.code != .cancelled else { throw CancellationError() }
            throw error
        }
    }
}

extension MonotonicTime {
    /// The whole microseconds since then.
    var microsecondsSince: Int64 { (MonotonicTime.now.nanoseconds - nanoseconds) / 1000 }
}
