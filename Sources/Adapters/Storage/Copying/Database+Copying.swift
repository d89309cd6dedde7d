extension Database {
    /// Writes a copy of the database as of one moment to a new file, while others go on writing.
    ///
    /// SQLite gives one database file in no need of a journal; PostgreSQL a dump in its custom
    /// format, by `pg_dump`. The file is on the disk when this returns.
    ///
    /// - Parameters:
    ///   - path: the file to write; it must not exist, and stays where the copying fails.
    ///   - body: reads the state that is copied; it may run more than once.
    ///   - progress: told how much is written; throws to stop.
    /// - Returns: what the body returns.
    /// - Throws: ``DatabaseError``, or what the body or `progress` throws.
    public func copy<T: Sendable>(
        to path: String,
        reading body: @escaping @Sendable (Reader) throws -> T,
        progress: @escaping CopyProgress = { _, _ in }
    ) async throws -> T {
        try checkOpen()
        return try await engine.copy(
            to: try NewFile(path),
            reading: { try body(Reader($0)) },
            progress: progress
        )
    }

    /// Facts about a database and its settings, whatever its schema.
    ///
    /// - Parameter location: the database.
    /// - Returns: the facts, with what is wrong with them.
    /// - Throws: ``DatabaseError`` where it cannot be opened.
    public static func inspect(_ location: DatabaseLocation) async throws -> [EngineFact] {
        try await with(location, readOnly) { try await $0.inspect() }
    }

    /// What the clock of a database's server says.
    ///
    /// - Parameter location: the database.
    /// - Returns: milliseconds since 1970; nil for a SQLite file.
    /// - Throws: ``DatabaseError`` where it cannot be opened.
    public static func serverClock(of location: DatabaseLocation) async throws -> Int64? {
        try await with(location, readOnly) { try await $0.serverClock() }
    }

    /// Tells what stands in a database.
    ///
    /// - Parameter location: the database.
    /// - Returns: the names of tables and the like; none for a database that is empty.
    /// - Throws: ``DatabaseError`` where it cannot be opened.
    public static func contents(of location: DatabaseLocation) async throws -> [String] {
        try await with(location, readOnly) { try await $0.contents() }
    }

    /// How many sessions of other processes of this program there are in a shared database.
    ///
    /// - Parameter location: the database.
    /// - Returns: their number; 0 for a SQLite file, which has a lock instead.
    /// - Throws: ``DatabaseError`` where it cannot be opened.
    public static func otherSessions(in location: DatabaseLocation) async throws -> Int {
        try await with(location, readOnly) { try await $0.otherSessions() }
    }

    /// Reads a dump by `pg_restore` into an empty database, in one transaction.
    ///
    /// - Parameters:
    ///   - server: the database, which must be empty.
    ///   - path: a dump that ``copy(to:reading:progress:)`` wrote.
    ///   - progress: asked whether to go on; throws where not.
    /// - Throws: ``DatabaseError``; nothing remains in the database then.
    public static func restore(
        _ server: PostgresServer,
        from path: String,
        progress: @escaping CopyProgress = { _, _ in }
    ) async throws {
        try await BlockingThread.run {
            let dump = try OpenFile(path)
            let process = try PostgresPrograms.start(
                "pg_restore",
                [
                    "--single-transaction", "--no-owner", "--no-privileges", "--exit-on-error",
                    "--format=custom",
                ],
                for: server
            )
            try process.exchange(
                feeding: dump.descriptor,
                tick: { try progress(dump.position, dump.size) },
                { _ in true }
            )
            try process.finish("pg_restore", .failed)
        }
    }

    /// Reads a dump's table of contents, to see that it is one.
    ///
    /// - Parameter path: a dump that ``copy(to:reading:progress:)`` wrote.
    /// - Returns: the lines of `pg_restore --list`, without its remarks.
    /// - Throws: ``DatabaseError`` with code `corrupt` for anything else.
    public static func list(dump path: String) async throws -> [String] {
        try await BlockingThread.run {
            let process = try PostgresPrograms.start("pg_restore", ["--list", path])
            var text: [UInt8] = []
            try process.exchange(tick: {}) { bytes in
                text.append(contentsOf: bytes)
                return text.count < 1_000_000
            }
            try process.finish("pg_restore", .corrupt)
            return String(decoding: text, as: UTF8.self).split(separator: "\n")
                .filter { !$0.hasPrefix(";") }.map(String.init)
        }
    }

    /// Removes the tables that a restoring has put into a database that was empty before it.
    ///
    /// - Parameter location: the database.
    /// - Throws: ``DatabaseError``.
    public static func removeTables(of location: DatabaseLocation) async throws {
        guard location.isShared else { return }
        try await with(location, DatabaseSettings()) { engine in
            try await engine.write(isIdempotent: true) { try PostgresInspection.removeTables($0) }
        }
    }

    private static var readOnly: DatabaseSettings {
        var settings = DatabaseSettings()
        settings.isReadOnly = true
        settings.transactionTimeout = .seconds(3600)
        return settings
    }
}
