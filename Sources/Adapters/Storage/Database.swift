internal import NIOConcurrencyHelpers

/// A database: SQLite in a file of this process, or PostgreSQL for several processes.
///
/// The same statements serve both. Transactions are serialisable: each takes effect as if it ran
/// alone. Blocking work runs on the engine's own threads, never on those of Swift concurrency.
public final class Database: Sendable {
    /// Where the database lives.
    public let location: DatabaseLocation
    let engine: any Engine
    private let isClosed = NIOLockedValueBox(false)

    private init(_ engine: any Engine, at location: DatabaseLocation) {
        self.engine = engine
        self.location = location
    }

    /// Opens a database and brings its schema up to date, or sees that it is.
    ///
    /// - Parameters:
    ///   - location: the file, server, or memory.
    ///   - migrations: all the program's migrations by ascending number.
    ///   - settings: bounds and logging.
    /// - Returns: the database, ready to use.
    /// - Throws: ``DatabaseError``; `in_use` where another process serves the file,
    ///   `needs_migration`, `newer_than_program` and `migration_changed` where the program does not
    ///   fit the database.
    public static func open(
        _ location: DatabaseLocation,
        migrations: [Migration],
        settings: DatabaseSettings = DatabaseSettings()
    ) async throws -> Database {
        let database = try await connect(to: location, settings: settings)
        let runner = MigrationRunner(migrations: migrations, engine: database.engine)
        let applies = settings.appliesMigrations ?? !location.isShared
        do {
            if applies, !settings.isReadOnly {
                try await runner.applyPending()
            } else {
                try await runner.requireNothingPending()
            }
        } catch {
            try? await database.close()
            throw error
        }
        return database
    }

    /// What the database has of a program's migrations, and what is missing.
    ///
    /// - Throws: ``DatabaseError`` where it cannot be opened, or does not fit the program.
    public static func migrationStatus(
        of location: DatabaseLocation,
        migrations: [Migration]
    ) async throws -> MigrationStatus {
        var settings = DatabaseSettings()
        settings.isReadOnly = true
        return try await with(location, settings) { engine in
            try await MigrationRunner(migrations: migrations, engine: engine).status()
        }
    }

    /// Applies what is missing of a program's migrations, each in its own transaction.
    ///
    /// - Parameters:
    ///   - location: the database.
    ///   - migrations: all the program's migrations by ascending number.
    ///   - isTrial: whether all of it is run in one transaction that is then rolled back.
    /// - Returns: the migrations that were applied, or would be.
    /// - Throws: ``DatabaseError`` with code `migration_failed` where one cannot be applied.
    public static func migrate(
        _ location: DatabaseLocation,
        migrations: [Migration],
        isTrial: Bool
    ) async throws -> [Migration] {
        try await with(location, DatabaseSettings()) { engine in
            let runner = MigrationRunner(migrations: migrations, engine: engine)
            return isTrial ? try await runner.tryPending() : try await runner.applyPending()
        }
    }

    static func with<T: Sendable>(
        _ location: DatabaseLocation,
        _ settings: DatabaseSettings,
        _ body: (any Engine) async throws -> T
    ) async throws -> T {
        let database = try await connect(to: location, settings: settings)
        do {
            let result = try await body(database.engine)
            try await database.close()
            return result
        } catch {
            try? await database.close()
            throw error
        }
    }

    private static func connect(
        to location: DatabaseLocation,
        settings: DatabaseSettings
    ) async throws -> Database {
        switch location {
        case .memory, .sqlite:
            let engine = try await BlockingThread.run {
                try SQLiteEngine(location, settings: settings)
            }
            return Database(engine, at: location)
        case .postgres(let server):
            return Database(
                try await PostgresEngine(server, settings: settings),
                at: location
            )
        }
    }

    /// Runs a body that reads; all its queries see one state.
    ///
    /// - Parameters:
    ///   - limit: how long it may take; as long as any transaction when nil.
    ///   - body: what to do; it must not keep the reader, and may run more than once.
    /// - Returns: what the body returns.
    /// - Throws: ``DatabaseError``, or what the body throws.
    public func read<T: Sendable>(
        within limit: Duration? = nil,
        _ body: @escaping @Sendable (Reader) throws -> T
    ) async throws -> T {
        try checkOpen()
        return try await engine.read(within: limit) { try body(Reader($0)) }
    }

    /// Runs one query, as a transaction by itself: one exchange with the server.
    ///
    /// - Parameters:
    ///   - sql: one query with parameters `$1` to `$n`.
    ///   - values: the parameters' values; exactly n.
    /// - Returns: the rows, in the order of the result.
    /// - Throws: as ``read(_:)``.
    public func query(_ sql: String, _ values: [SQLValue] = []) async throws -> [SQLRow] {
        try checkOpen()
        return try await engine.singleRead { try $0.rows(sql, values) }
    }

    /// Runs one statement that changes rows, as a transaction by itself: one exchange with the server.
    ///
    /// - Parameters:
    ///   - sql: one statement with parameters `$1` to `$n`.
    ///   - values: the parameters' values; exactly n.
    /// - Returns: the number of rows changed.
    /// - Throws: as ``write(_:)``.
    @discardableResult
    public func execute(_ sql: String, _ values: [SQLValue] = []) async throws -> Int {
        try checkOpen()
        return try await engine.singleWrite(isIdempotent: false) { try $0.execute(sql, values) }
    }

    /// Runs a body in one transaction: all or nothing, and durable once this returns.
    ///
    /// A transaction that met a conflict with another one, or whose connection was lost before the
    /// commit was sent, took no effect and is tried anew for ``DatabaseSettings/retryPeriod``.
    ///
    /// - Parameter body: what to do; it must not keep the writer, and may run more than once. When
    ///   it throws, or its task is cancelled before the commit, nothing remains.
    /// - Returns: what the body returns.
    /// - Throws: ``DatabaseError``; `outcome_unknown` where the connection was lost during the
    ///   commit; or what the body throws.
    @discardableResult
    public func write<T: Sendable>(
        _ body: @escaping @Sendable (Writer) throws -> T
    ) async throws -> T {
        try checkOpen()
        return try await engine.write(isIdempotent: false) { try body(Writer($0)) }
    }

    /// Runs a body that finds out by itself whether it already took effect, in one transaction.
    ///
    /// Unlike with ``write(_:)`` the transaction is tried anew even after a connection was lost
    /// during the commit.
    ///
    /// - Parameter body: what to do; a second run after a committed first one must change nothing
    ///   and return the same.
    /// - Returns: what the body returns.
    /// - Throws: as ``write(_:)``; `outcome_unknown` only where the retry period ended in doubt.
    @discardableResult
    public func writeIdempotently<T: Sendable>(
        _ body: @escaping @Sendable (Writer) throws -> T
    ) async throws -> T {
        try checkOpen()
        return try await engine.write(isIdempotent: true) { try body(Writer($0)) }
    }

    /// Runs a body at most once for a key, whatever happens to the connection, the server or this
    /// process in between: a second call with the key gives the first one's result.
    ///
    /// - Parameters:
    ///   - key: names the piece of work; 1 to 200 bytes.
    ///   - body: what to do; its result is stored in the same transaction.
    /// - Returns: what the body returned when it took effect.
    /// - Throws: as ``writeIdempotently(_:)``.
    @discardableResult
    public func write(
        once key: String,
        _ body: @escaping @Sendable (Writer) throws -> [UInt8]
    ) async throws -> [UInt8] {
        guard (1...200).contains(key.utf8.count) else {
            throw DatabaseError(.invalidStatement, "an idempotency key has 1 to 200 bytes")
        }
        return try await writeIdempotently { writer in
            try OnceTable.run(key, writer, body)
        }
    }

    /// Forgets the results of ``write(once:_:)`` that are older than an age.
    ///
    /// - Parameter age: how long a caller may still repeat a call; more than a minute.
    /// - Returns: how many were forgotten.
    /// - Throws: ``DatabaseError``.
    @discardableResult
    public func forgetResults(olderThan age: Duration) async throws -> Int {
        try await writeIdempotently { try OnceTable.forget(olderThan: age, $0) }
    }

    /// Waits until everything that is committed, by whomever, is as durable as an own commit.
    ///
    /// With synchronous replication a reader sees a commit that its standby has not confirmed, when
    /// the server was ended in between.
    ///
    /// - Throws: ``DatabaseError``.
    public func settle() async throws {
        guard let sql = engine.forms.settle else { return }
        try await writeIdempotently { _ = try $0.query(sql) }
    }

    /// A stream with an element soon after each transaction that called ``Writer/signal(_:)``.
    ///
    /// Elements that are not taken are merged into one. One also comes when the connection to the
    /// server was lost and found again, since signals may have been missed.
    ///
    /// - Parameter channel: letters, digits and `_`.
    /// - Returns: a stream that ends when the database is closed.
    public func signals(on channel: String) -> AsyncStream<Void> { engine.signals(on: channel) }

    /// The lock of that name, which one holder has at a time among all processes over the database.
    ///
    /// - Parameter name: lower-case letters, digits and `_`.
    /// - Returns: the lock, not held yet.
    /// - Throws: ``DatabaseError`` for another name.
    public func lock(named name: String) throws(DatabaseError) -> DatabaseLock {
        try SQLName.check(name)
        return DatabaseLock(name: name, engine.lock(named: name))
    }

    /// The counters of what was done so far.
    public var metrics: DatabaseMetrics { engine.observer.metrics }

    /// Facts about the engine and its settings, with what is wrong with them.
    ///
    /// - Throws: ``DatabaseError``.
    public func inspect() async throws -> [EngineFact] { try await engine.inspect() }

    /// Waits for the work under way, closes the database and lets its lock go.
    ///
    /// Closing twice does nothing; any other use afterwards throws `closed`.
    ///
    /// - Throws: ``DatabaseError`` where the file cannot be closed.
    public func close() async throws(DatabaseError) {
        let wasClosed = isClosed.withLockedValue { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        if wasClosed { return }
        try await engine.close()
    }

    func checkOpen() throws(DatabaseError) {
        guard !isClosed.withLockedValue({ $0 }) else {
            throw DatabaseError(.closed, "the database is closed")
        }
    }
}
