/// What `cabildo doctor` asks SQLite.
enum SQLiteInspection {
    static func facts(
        _ runner: any StatementRunner,
        isMemory: Bool
    ) throws -> [EngineFact] {
        let row = try runner.rows(
            """
            SELECT sqlite_version() AS version, j.journal_mode AS journal, c.quick_check AS found
            FROM pragma_journal_mode j, pragma_quick_check(1) c
            """,
            []
        ).first
        guard let row else { throw DatabaseError(.failed, "SQLite told nothing of itself") }
        let found = try row.text("found")
        let journal = try row.text("journal")
        return [
            EngineFact("engine", "SQLite \(try row.text("version"))"),
            EngineFact(
                "journal_mode",
                journal,
                problem: isMemory || journal == "wal"
                    ? nil : "it must be wal: open the file with `cabildo serve` once"
            ),
            EngineFact(
                "quick_check",
                found == "ok" ? "ok" : "damaged",
                problem: found == "ok"
                    ? nil : "the file is damaged: stop the server and restore a backup"
            ),
        ]
    }
}
