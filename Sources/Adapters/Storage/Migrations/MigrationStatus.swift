/// How the schema of a database stands to the migrations of a program.
public struct MigrationStatus: Sendable, Hashable {
    /// The migrations that are applied, in order.
    public let applied: [Migration]
    /// The migrations that are still to be applied, in order.
    public let pending: [Migration]
}

extension Database {
    /// The kinds of engines.
    public enum EngineKind: String, Sendable, Hashable, CaseIterable {
        /// SQLite.
        case sqlite
        /// PostgreSQL, or what speaks its protocol.
        case postgres
    }

    /// The text of a migration as an engine takes it.
    ///
    /// - Parameters:
    ///   - sql: the text, in SQLite's words.
    ///   - engine: the engine.
    /// - Returns: the text in the engine's words.
    /// - Throws: ``DatabaseError`` where a table is not STRICT, or a statement is not allowed.
    public static func schema(
        _ sql: String,
        on engine: EngineKind
    ) throws(DatabaseError) -> String {
        switch engine {
        case .sqlite: try EngineForms.sqlite.schema(sql)
        case .postgres: try EngineForms.postgres.schema(sql)
        }
    }
}
