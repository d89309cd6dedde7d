/// Reads and writes within one transaction.
///
/// It belongs to the body it was given to and must not be kept after it. When the body throws,
/// nothing of what it wrote remains.
public struct Writer {
    let runner: any StatementRunner

    init(_ runner: any StatementRunner) { self.runner = runner }

    /// Runs a query, or a statement with `RETURNING`, and returns all its rows.
    ///
    /// - Parameters:
    ///   - sql: one statement with parameters `$1` to `$n`.
    ///   - values: the parameters' values; exactly n.
    /// - Returns: the rows, in the order of the result.
    /// - Throws: ``DatabaseError``.
    public func query(_ sql: String, _ values: [SQLValue] = []) throws(DatabaseError) -> [SQLRow] {
        try runner.rows(sql, values)
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
        try runner.execute(sql, values)
    }

    /// Runs one statement for each list of values: prepared once, sent without waiting in between.
    ///
    /// - Parameters:
    ///   - sql: one statement with parameters `$1` to `$n` and without `RETURNING`.
    ///   - list: the values of each run; exactly n each.
    /// - Returns: the number of rows changed by all runs.
    /// - Throws: ``DatabaseError``; which of the runs failed is not told.
    @discardableResult
    public func execute(
        _ sql: String,
        forEach list: [[SQLValue]]
    ) throws(DatabaseError) -> Int {
        list.isEmpty ? 0 : try runner.execute(sql, forEach: list)
    }

    /// Adds rows to a table in the fastest way that the engine has (PostgreSQL: `COPY`).
    ///
    /// - Parameters:
    ///   - rows: the values of each row, in the order of the columns.
    ///   - table: the table's name; letters, digits and `_`.
    ///   - columns: the columns' names, of the same form; each of type integer, text or blob.
    /// - Throws: ``DatabaseError``, also where one row breaks a constraint.
    public func insert(
        _ rows: [[SQLValue]],
        into table: String,
        columns: [String]
    ) throws(DatabaseError) {
        for name in [table] + columns {
            try SQLName.check(name)
        }
        guard rows.allSatisfy({ $0.count == columns.count }), !columns.isEmpty else {
            throw DatabaseError(.invalidStatement, "a row has not one value for each column")
        }
        if rows.isEmpty { return }
        try runner.insert(rows, into: table, columns: columns)
    }

    /// Tells those who wait for a channel, in this process and in others over the same database,
    /// that something changed; they hear of it once the transaction has committed.
    ///
    /// - Parameter channel: letters, digits and `_`.
    /// - Throws: ``DatabaseError``.
    public func signal(_ channel: String) throws(DatabaseError) {
        try SQLName.check(channel)
        try runner.signal(channel)
    }
}

/// Names that go into statements as they are.
enum SQLName {
    /// Refuses a name that would need quotes.
    static func check(_ name: String) throws(DatabaseError) {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isPlain, (1...63).contains(name.utf8.count),
            name.utf8.first.map({ $0 > 0x39 }) == true
        else {
            throw DatabaseError(
                .invalidStatement,
                "`\(name.prefix(80))` is not a name of lower-case letters, digits and _"
            )
        }
    }
}
