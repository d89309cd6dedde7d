/// Reads within one transaction: every query sees the same state.
///
/// It belongs to the body it was given to and must not be kept after it.
public struct Reader {
    let runner: any StatementRunner

    init(_ runner: any StatementRunner) { self.runner = runner }

    /// Runs a query and returns all its rows.
    ///
    /// - Parameters:
    ///   - sql: one statement with parameters `$1` to `$n`.
    ///   - values: the parameters' values; exactly n.
    /// - Returns: the rows, in the order of the result.
    /// - Throws: ``DatabaseError``; `forbidden_statement` where the statement would write.
    public func query(_ sql: String, _ values: [SQLValue] = []) throws(DatabaseError) -> [SQLRow] {
        try runner.rows(sql, values)
    }

    /// Runs a query and hands its rows over one by one, for results too large to hold.
    ///
    /// - Parameters:
    ///   - sql: one query with parameters `$1` to `$n`.
    ///   - values: the parameters' values; exactly n.
    ///   - body: called for each row; returns false to stop.
    /// - Throws: ``DatabaseError``, or what the body throws.
    public func forEachRow(
        _ sql: String,
        _ values: [SQLValue] = [],
        _ body: (SQLRow) throws -> Bool
    ) throws {
        try runner.forEachRow(sql, values, body)
    }
}
