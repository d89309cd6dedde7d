/// The one place for what the two engines must be told differently.
///
/// Everything else is one text for both.
struct EngineForms: Sendable {
    /// Tells whether a table named `$1` exists, as `found`.
    let tableExists: String
    /// Takes the lock under which migrations are applied, until the transaction ends; nil where the
    /// transaction itself excludes others.
    let migrationLock: String?
    /// Waits, by a commit of its own, until what others committed is as durable as the server's
    /// settings ask, on standbys too; nil where a committed transaction always is.
    let settle: String?
    /// The text of a migration, written for SQLite, as the engine takes it.
    let schema: @Sendable (String) throws(DatabaseError) -> String

    static let sqlite = EngineForms(
        tableExists: "SELECT count(*) AS found FROM pragma_table_list WHERE name = $1",
        migrationLock: nil,
        settle: nil,
        schema: { (sql: String) throws(DatabaseError) in
            _ = try PostgresSchema.translate(sql)
            return sql
        }
    )

    static let postgres = EngineForms(
        tableExists: """
            SELECT count(*) AS found FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = current_schema() AND c.relname = $1
            """,
        migrationLock: """
            SELECT 1 AS held FROM (
                SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '/migrations', 0))
            ) AS taken
            """,
        settle: "SELECT pg_logical_emit_message(true, 'cabildo', '') IS NOT NULL AS settled",
        schema: { (sql: String) throws(DatabaseError) in try PostgresSchema.translate(sql) }
    )
}
