internal import GRDB

extension SQLiteEngine {
    /// How many pages are copied between two reports: 1 MiB of them.
    private static let pagesPerStep: Int32 = 256

    func copy<T: Sendable>(
        to file: NewFile,
        reading body: @escaping @Sendable (any StatementRunner) throws -> T,
        progress: @escaping CopyProgress
    ) async throws -> T {
        _ = try begin()
        defer { end() }
        let result = try await translating {
            try await base.read { database in
                let result = try limited(database) { try body($0) }
                // A transaction that has read keeps its state, so that writers beside it neither
                // change the copy nor make it begin anew.
                let size = try Int64.fetchOne(database, sql: "PRAGMA page_size") ?? 4096
                _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema")
                try progress(0, nil)
                let target = try DatabaseQueue(path: file.path)
                do {
                    try target.writeWithoutTransaction { copy in
                        try database.backup(to: copy, pagesPerStep: Self.pagesPerStep) { step in
                            try progress(
                                Int64(step.completedPageCount) * size,
                                Int64(step.totalPageCount) * size
                            )
                        }
                        // One file, which can be read where nothing can be written.
                        try copy.execute(sql: "PRAGMA journal_mode = DELETE")
                    }
                    try target.close()
                } catch {
                    try? target.close()
                    throw error
                }
                return result
            }
        }
        try file.synchronise()
        return result
    }

    func serverClock() async throws -> Int64? { nil }

    func otherSessions() async throws -> Int { 0 }

    func contents() async throws -> [String] {
        try await read { runner in
            try runner.rows(
                "SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
                []
            ).map { try $0.text("name") }
        }
    }
}
