/// Brings a database to the state the program expects, or refuses to touch it.
struct MigrationRunner {
    let migrations: [Migration]
    let engine: any Engine

    /// Applies what is missing, each migration in its own transaction, under a lock.
    ///
    /// - Returns: what was applied.
    @discardableResult
    func applyPending() async throws -> [Migration] {
        try checkOrder()
        try await prepare()
        var applied: [Migration] = []
        while let migration = try await applyNext() { applied.append(migration) }
        return applied
    }

    /// Runs what is missing in one transaction, and rolls it back.
    ///
    /// - Returns: what would be applied.
    func tryPending() async throws -> [Migration] {
        struct Rollback: Error { let pending: [Migration] }
        try checkOrder()
        let forms = engine.forms
        do {
            _ = try await engine.alter { runner -> Bool in
                try Self.makeTables(runner, forms)
                let pending = try pending(after: try Self.recorded(runner))
                for migration in pending { try apply(migration, runner, forms) }
                throw Rollback(pending: Array(pending))
            }
            return []
        } catch let end as Rollback {
            return end.pending
        }
    }

    /// What is applied and what is not.
    func status() async throws -> MigrationStatus {
        try checkOrder()
        let forms = engine.forms
        return try await engine.read { runner in
            let exists = try runner.rows(forms.tableExists, ["schema_migrations"]).first
            guard try exists?.integer("found") == 1 else {
                return MigrationStatus(applied: [], pending: migrations)
            }
            let pending = try pending(after: try Self.recorded(runner))
            return MigrationStatus(
                applied: Array(migrations.dropLast(pending.count)),
                pending: Array(pending)
            )
        }
    }

    /// Refuses a database that lacks a migration.
    func requireNothingPending() async throws {
        guard let next = try await status().pending.first else { return }
        throw DatabaseError(
            .needsMigration,
            "migration \(next.number) `\(next.name)` is not applied yet; run `cabildo migrate up`"
        )
    }

    private func prepare() async throws {
        let forms = engine.forms
        _ = try await engine.alter { runner in
            try Self.makeTables(runner, forms)
        }
    }

    private func applyNext() async throws -> Migration? {
        let forms = engine.forms
        return try await engine.alter { runner in
            if let lock = forms.migrationLock { _ = try runner.rows(lock, []) }
            guard let next = try pending(after: try Self.recorded(runner)).first else { return nil }
            try apply(next, runner, forms)
            return next
        }
    }

    private static func makeTables(_ runner: any StatementRunner, _ forms: EngineForms) throws {
        if let lock = forms.migrationLock { _ = try runner.rows(lock, []) }
        for table in StorageSchema.tables { try runner.runScript(try forms.schema(table)) }
    }

    private static func recorded(_ runner: any StatementRunner) throws -> [SQLRow] {
        try runner.rows("SELECT number, name, sql FROM schema_migrations ORDER BY number", [])
    }

    private func apply(
        _ migration: Migration,
        _ runner: any StatementRunner,
        _ forms: EngineForms
    ) throws(DatabaseError) {
        do {
            try runner.runScript(try forms.schema(migration.sql))
            let record: [SQLValue] = [
                .integer(migration.number), .text(migration.name), .text(migration.sql),
            ]
            _ = try runner.execute("INSERT INTO schema_migrations VALUES ($1, $2, $3)", record)
        } catch {
            if error.code == .unavailable || error.code == .busy { throw error }
            throw DatabaseError(
                .migrationFailed,
                "migration \(migration.number) `\(migration.name)`: \(error.reason)"
            )
        }
    }

    private func checkOrder() throws(DatabaseError) {
        var last: Int64 = 0
        for migration in migrations {
            guard migration.number > last else {
                throw DatabaseError(
                    .invalidMigrations,
                    "migration \(migration.number) comes after migration \(last)"
                )
            }
            last = migration.number
        }
    }

    /// What is not applied yet; every applied migration must be the same as in the program.
    private func pending(after rows: [SQLRow]) throws(DatabaseError) -> ArraySlice<Migration> {
        for (index, row) in rows.enumerated() {
            let number = try row.integer("number")
            guard index < migrations.count, number <= migrations[index].number else {
                guard migrations.contains(where: { $0.number == number }) else {
                    throw DatabaseError(
                        .newerThanProgram,
                        "the database has migration \(number), which this program does not know"
                    )
                }
                throw DatabaseError(
                    .invalidMigrations,
                    "migration \(migrations[index].number) was added before an applied one"
                )
            }
            let migration = migrations[index]
            let (name, sql) = (try row.text("name"), try row.text("sql"))
            guard number == migration.number, name.utf8.elementsEqual(migration.name.utf8),
                sql.utf8.elementsEqual(migration.sql.utf8)
            else {
                throw DatabaseError(
                    .migrationChanged,
                    "migration \(number) was changed after it had been applied"
                )
            }
        }
        return migrations[rows.count...]
    }
}
