internal import GRDB
internal import GRDBSQLite

extension SQLiteEngine {
    /// What an opening gives.
    struct Opened {
        let reader: any DatabaseReader
        let writer: (any DatabaseWriter)?
        let lock: FileLock?
    }

    static func open(
        _ location: DatabaseLocation,
        _ settings: DatabaseSettings
    ) throws(DatabaseError) -> Opened {
        do {
            switch location {
            case .sqlite(let path) where settings.isReadOnly:
                return try openForReading(path, settings)
            case .sqlite(let path):
                return try openFile(path, settings)
            case .memory, .postgres:
                let queue = try DatabaseQueue(configuration: configuration(settings))
                return Opened(reader: queue, writer: queue, lock: nil)
            }
        } catch let error as DatabaseError {
            throw error
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        } catch {
            throw DatabaseError(.failed, "the database failed")
        }
    }

    private static func configuration(_ settings: DatabaseSettings) -> Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.foreignKeysEnabled = true
        configuration.maximumReaderCount = min(100, max(1, settings.maximumConnections))
        // A statement's values may be personal data: they never enter an error's text.
        configuration.publicStatementArguments = false
        configuration.prepareDatabase { database in
            sqlite3_progress_handler(database.sqliteConnection, 1000, SQLiteEngine.progress, nil)
        }
        return configuration
    }

    private static func openFile(
        _ given: String,
        _ settings: DatabaseSettings
    ) throws -> Opened {
        let path = try FileAccess.prepare(given)
        let lock = try FileLock(path: path + ".lock")
        try FileAccess.secureFile(path)
        let pool = try DatabasePool(path: path, configuration: configuration(settings))
        try pool.writeWithoutTransaction { database in
            // GRDB sets NORMAL after opening, with which a power cut may lose the last commits.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try expect(database, "synchronous", "2")
            try expect(database, "journal_mode", "wal")
            try expect(database, "foreign_keys", "1")
        }
        return Opened(reader: pool, writer: pool, lock: lock)
    }

    /// Opens a file that another process may hold, without its lock.
    private static func openForReading(
        _ path: String,
        _ settings: DatabaseSettings
    ) throws -> Opened {
        guard FileAccess.isFile(path) else {
            throw DatabaseError(.cannotOpen, "there is no database `\(path)`")
        }
        var configuration = configuration(settings)
        configuration.readonly = true
        return Opened(
            reader: try DatabasePool(path: path, configuration: configuration),
            writer: nil,
            lock: nil
        )
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
}
