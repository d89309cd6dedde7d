internal import NIOConcurrencyHelpers

extension PostgresEngine {
    /// A dump under way, which moves between threads.
    private final class Dump: @unchecked Sendable {
        // Used by one thread at a time: that of the transaction, then that which reads the rest.
        var process: ChildProcess?
        var written: Int64 = 0
    }

    func copy<T: Sendable>(
        to file: NewFile,
        reading body: @escaping @Sendable (any StatementRunner) throws -> T,
        progress: @escaping CopyProgress
    ) async throws -> T {
        let dump = Dump()
        let server = server
        let take: @Sendable (UnsafeRawBufferPointer) throws -> Void = { bytes in
            try file.append(bytes)
            dump.written += Int64(bytes.count)
        }
        let result = try await read { runner in
            // The transaction may have lost its connection and begin anew.
            dump.process = nil
            dump.written = 0
            try file.clear()
            let result = try body(runner)
            let process = try PostgresPrograms.start(
                "pg_dump",
                [
                    "--format=custom", "--no-owner",
                    "--snapshot=\(try PostgresInspection.exportSnapshot(runner))",
                ],
                for: server
            )
            dump.process = process
            // Its first bytes show that it has taken the snapshot over.
            try process.exchange(tick: { try progress(0, nil) }) { bytes in
                try take(bytes)
                return false
            }
            return result
        }
        try await BlockingThread.run {
            guard let process = dump.process else { return }
            try process.exchange(tick: { try progress(dump.written, nil) }) { bytes in
                try take(bytes)
                return true
            }
            try process.finish("pg_dump", .failed)
            dump.process = nil
            try progress(dump.written, dump.written)
        }
        try file.synchronise()
        return result
    }

    func serverClock() async throws -> Int64? {
        try await read { try PostgresInspection.clock($0) }
    }

    func otherSessions() async throws -> Int {
        try await read { try PostgresInspection.otherSessions($0) }
    }

    func contents() async throws -> [String] {
        try await read { try PostgresInspection.contents($0) }
    }
}

extension PostgresInspection {
    /// Names the state that the transaction sees, for other sessions to take over while it lasts.
    static func exportSnapshot(_ runner: any StatementRunner) throws -> String {
        // The dump takes as long as it takes before it has taken the snapshot over.
        let row = try runner.rows(
            """
            SELECT pg_export_snapshot() AS snapshot,
                set_config('idle_in_transaction_session_timeout', '0', true) AS timeout
            """,
            []
        ).first
        guard let row else { throw DatabaseError(.failed, "the server exported no snapshot") }
        return try row.text("snapshot")
    }

    /// The server's clock.
    static func clock(_ runner: any StatementRunner) throws -> Int64? {
        try runner.rows(
            "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now",
            []
        ).first?.integer("now")
    }

    /// The sessions of this program in the database but for those of this process.
    static func otherSessions(_ runner: any StatementRunner) throws -> Int {
        let row = try runner.rows(
            """
            SELECT count(*) AS n FROM pg_catalog.pg_stat_activity
            WHERE datname = current_database() AND application_name = 'cabildo'
                AND pid <> pg_backend_pid()
            """,
            []
        ).first
        return Int(try row?.integer("n") ?? 0)
    }

    /// What stands in the database apart from what every database has.
    static func contents(_ runner: any StatementRunner) throws -> [String] {
        try runner.rows(
            """
            SELECT n.nspname || '.' || c.relname AS name FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
                AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
            ORDER BY 1
            """,
            []
        ).map { try $0.text("name") }
    }

    /// Removes the tables of the schema in use.
    static func removeTables(_ runner: any StatementRunner) throws {
        let tables = try runner.rows(
            """
            SELECT format('%I', c.relname) AS name FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
            """,
            []
        ).map { try $0.text("name") }
        guard !tables.isEmpty else { return }
        try runner.runScript("DROP TABLE \(tables.joined(separator: ", ")) CASCADE")
    }
}
