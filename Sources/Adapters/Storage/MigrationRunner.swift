internal import GRDB

/// Brings a database to the state the program expects, or refuses to touch it.
struct MigrationRunner {
    let migrations: [Migration]

    /// Checks the list, then applies what is missing, each migration in its own transaction.
    func run(on writer: any DatabaseWriter) throws(DatabaseError) {
        try checkOrder()
        let applied = try inTransaction(writer) { statements in
            _ = try statements.execute(
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    number INTEGER PRIMARY KEY, name TEXT NOT NULL, sql TEXT NOT NULL
                ) STRICT
                """,
                []
            )
            return try statements.rows(
                "SELECT number, name, sql FROM schema_migrations ORDER BY number",
                []
            )
        }
        let pending = try pending(after: applied)
        for migration in pending {
            do {
                try inTransaction(writer) { try apply(migration, $0) }
            } catch {
                let text = "migration \(migration.number) `\(migration.name)`: \(error.reason)"
                throw DatabaseError(.migrationFailed, text)
            }
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

    private func apply(_ migration: Migration, _ statements: Statements) throws {
        try statements.database.execute(sql: migration.sql)
        guard statements.database.isInsideTransaction else {
            throw DatabaseError(.forbiddenStatement, "it ended its own transaction")
        }
        let loose = try statements.rows(
            """
            SELECT name FROM pragma_table_list
            WHERE schema = 'main' AND type = 'table' AND strict = 0
            AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
            """,
            []
        )
        if let table = try loose.first?.text("name") {
            throw DatabaseError(.constraintViolation, "table `\(table)` is not STRICT")
        }
        if try !statements.rows("SELECT 1 AS broken FROM pragma_foreign_key_check", []).isEmpty {
            throw DatabaseError(.foreignKeyViolation, "it leaves references to missing rows")
        }
        let record: [SQLValue] = [
            .integer(migration.number), .text(migration.name), .text(migration.sql),
        ]
        _ = try statements.execute("INSERT INTO schema_migrations VALUES ($1, $2, $3)", record)
    }

    private func inTransaction<T>(
        _ writer: any DatabaseWriter,
        _ body: (Statements) throws -> T
    ) throws(DatabaseError) -> T {
        do {
            return try writer.write { try body(Statements(database: $0)) }
        } catch let error as DatabaseError {
            throw error
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        } catch {
            throw DatabaseError(.failed, "the transaction failed")
        }
    }
}
