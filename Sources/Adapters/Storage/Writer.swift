internal import GRDB

/// Reads and writes within one transaction.
///
/// It belongs to the body it was given to and must not be kept after it. When the body throws,
/// nothing of what it wrote remains.
public struct Writer {
    let statements: Statements

    init(_ database: GRDB.Database) { statements = Statements(database: database) }

    /// Runs a query, or a statement with `RETURNING`, and returns all its rows.
    ///
    /// - Parameters:
    ///   - sql: one statement with parameters `$1` to `$n`.
    ///   - values: the parameters' values; exactly n.
    /// - Returns: the rows, in the order of the result.
    /// - Throws: ``DatabaseError``.
    public func query(_ sql: String, _ values: [SQLValue] = []) throws(DatabaseError) -> [SQLRow] {
        try statements.rows(sql, values)
    }

    /// Runs a statement and returns how many rows it changed.
    ///
    /// Rows changed by triggers and by foreign key actions are not counted.
    ///
    /// - Parameters:
    ///   - sql: one statement with parameters `$1` to `$n`.
    ///   - values: the parameters' values; exactly n.
    /// - Returns: the number of rows.
    /// - Throws: ``DatabaseError``.
    @discardableResult
    public func execute(_ sql: String, _ values: [SQLValue] = []) throws(DatabaseError) -> Int {
        try statements.execute(sql, values)
    }
}
