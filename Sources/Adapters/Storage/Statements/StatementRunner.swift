/// Runs statements on one connection of an engine, inside the transaction that is already open.
///
/// INVARIANT: it is used on one thread only, that of the transaction's body.
protocol StatementRunner {
    /// All rows of a query or of a statement with `RETURNING`.
    func rows(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> [SQLRow]

    /// Hands rows over one by one, until the body returns false.
    func forEachRow(
        _ sql: String,
        _ values: [SQLValue],
        _ body: (SQLRow) throws -> Bool
    ) throws

    /// Runs a statement, and tells how many rows it changed.
    func execute(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> Int

    /// Runs one statement for each list of values, and tells how many rows were changed in all.
    func execute(_ sql: String, forEach list: [[SQLValue]]) throws(DatabaseError) -> Int

    /// Adds rows to a table in the fastest way that the engine has.
    func insert(
        _ rows: [[SQLValue]],
        into table: String,
        columns: [String]
    ) throws(DatabaseError)

    /// Tells those who wait for the channel that something changed, once the transaction commits.
    func signal(_ channel: String) throws(DatabaseError)

    /// Runs the statements of a migration.
    func runScript(_ sql: String) throws(DatabaseError)
}
