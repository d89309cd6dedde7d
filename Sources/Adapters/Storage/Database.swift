internal import GRDB
internal import NIOConcurrencyHelpers

/// A database that one process serves: many readers, one writer at a time.
///
/// Blocking work runs on the engine's own threads, never on those of Swift concurrency.
public final class Database: Sendable {
    private let base: any DatabaseWriter
    private let state: NIOLockedValueBox<State>

    private struct State {
        var isClosed = false
        var lock: FileLock?
    }

    private init(base: any DatabaseWriter, lock: FileLock?) {
        self.base = base
        self.state = NIOLockedValueBox(State(lock: lock))
    }

    /// Opens a database and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - location: the file, or memory.
    ///   - migrations: all the program's migrations by ascending number.
    /// - Returns: the database, ready to use.
    /// - Throws: ``DatabaseError``; `in_use` where another process serves the file,
    ///   `newer_than_program` and `migration_changed` where the program does not fit the file.
    public static func open(
        _ location: DatabaseLocation,
        migrations: [Migration]
    ) throws(DatabaseError) -> Database {
        let database: Database
        switch location {
        case .memory:
            database = try translating {
                Database(base: try DatabaseQueue(configuration: configuration), lock: nil)
            }
        case .sqlite(let path):
            database = try openFile(path)
        }
        do {
            try MigrationRunner(migrations: migrations).run(on: database.base)
        } catch {
            try database.close()
            throw error
        }
        return database
    }

    /// Runs a body that reads; all its queries see one state.
    ///
    /// - Parameter body: what to do; it must not keep the reader.
    /// - Returns: what the body returns.
    /// - Throws: ``DatabaseError``, or what the body throws.
    public func read<T: Sendable>(_ body: @Sendable (Reader) throws -> T) async throws -> T {
        try checkOpen()
        do {
            return try await base.read { try body(Reader($0)) }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        }
    }

    /// Runs a body in one transaction: all or nothing, and durable once this returns.
    ///
    /// - Parameter body: what to do; it must not keep the writer. When it throws, or its task is
    ///   cancelled before the commit, nothing remains.
    /// - Returns: what the body returns.
    /// - Throws: ``DatabaseError``, or what the body throws.
    @discardableResult
    public func write<T: Sendable>(_ body: @Sendable (Writer) throws -> T) async throws -> T {
        try checkOpen()
        do {
            return try await base.write { try body(Writer($0)) }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        }
    }

    /// Reads and blocks the calling thread, for start-up and tools.
    ///
    /// - Parameter body: what to do; it must not keep the reader.
    /// - Returns: what the body returns.
    /// - Throws: ``DatabaseError``, or what the body throws.
    public func readBlocking<T>(_ body: (Reader) throws -> T) throws -> T {
        try checkOpen()
        do {
            return try base.read { try body(Reader($0)) }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        }
    }

    /// Writes in one transaction and blocks the calling thread, for start-up and tools.
    ///
    /// - Parameter body: what to do; it must not keep the writer.
    /// - Returns: what the body returns.
    /// - Throws: ``DatabaseError``, or what the body throws.
    @discardableResult
    public func writeBlocking<T>(_ body: (Writer) throws -> T) throws -> T {
        try checkOpen()
        do {
            return try base.write { try body(Writer($0)) }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        }
    }

    /// Waits for the work under way, closes the file and lets its lock go.
    ///
    /// Closing twice does nothing; any other use afterwards throws `closed`.
    ///
    /// - Throws: ``DatabaseError`` where the file cannot be closed.
    public func close() throws(DatabaseError) {
        let wasClosed = state.withLockedValue { state in
            defer { state.isClosed = true }
            return state.isClosed
        }
        if wasClosed { return }
        try Self.translating { try base.close() }
        state.withLockedValue { $0.lock = nil }
    }

    private func checkOpen() throws(DatabaseError) {
        guard !state.withLockedValue(\.isClosed) else {
            throw DatabaseError(.closed, "the database is closed")
        }
    }
}

extension Database {
    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        // A statement's values may be personal data: they never enter an error's text.
        configuration.publicStatementArguments = false
        return configuration
    }

    private static func openFile(_ given: String) throws(DatabaseError) -> Database {
        let path = try FileAccess.prepare(given)
        let lock = try FileLock(path: path + ".lock")
        try FileAccess.secureFile(path)
        return try translating {
            let pool = try DatabasePool(path: path, configuration: configuration)
            try pool.writeWithoutTransaction { database in
                // GRDB sets NORMAL after opening, with which a power cut may lose the last commits.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try expect(database, "synchronous", "2")
                try expect(database, "journal_mode", "wal")
                try expect(database, "foreign_keys", "1")
            }
            return Database(base: pool, lock: lock)
        }
    }

    private static func expect(
        _ database: GRDB.Database,
        _ setting: String,
        _ wanted: String
    ) throws {
        let found = try String.fetchOne(database, sql: "PRAGMA \(setting)") ?? "nothing"
        guard found == wanted else {
            throw DatabaseError(.cannotOpen, "setting `\(setting)` is \(found), not \(wanted)")
        }
    }

    private static func translating<T>(_ body: () throws -> T) throws(DatabaseError) -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw error
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        } catch {
            throw DatabaseError(.failed, "the database failed")
        }
    }
}
