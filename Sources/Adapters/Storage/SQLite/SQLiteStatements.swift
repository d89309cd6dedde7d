internal import GRDB
internal import GRDBSQLite

/// Runs statements on one SQLite connection, inside the transaction that is already open.
///
/// Statements are prepared and kept by GRDB; values are bound, and rows are read, through SQLite's
/// own interface, which is several times faster for batches.
struct SQLiteStatements: StatementRunner {
    let signals = PendingSignals()
    /// The first failure of a statement.
    let failure = FirstFailure()
    private let database: GRDB.Database
    private let texts: SQLTextCache
    private let observer: StatementObserver

    init(_ database: GRDB.Database, texts: SQLTextCache, observer: StatementObserver) {
        self.database = database
        self.texts = texts
        self.observer = observer
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
        try observed(sql) { () throws(DatabaseError) -> (result: [SQLRow], rows: Int) in
            let statement = try prepare(sql, values.count, keeping: true)
            defer { statement.end() }
            try statement.bind(values)
            let columns = try statement.columns()
            var rows: [SQLRow] = []
            while try statement.step() { rows.append(try statement.row(columns)) }
            return (rows, rows.count)
        }
    }

    func forEachRow(
        _ sql: String,
        _ values: [SQLValue],
        _ body: (SQLRow) throws -> Bool
    ) throws {
        let start = MonotonicTime.now
        var count = 0
        do {
            // Not a kept one: the body may run the same statement again.
            let statement = try prepare(sql, values.count, keeping: false)
            defer { statement.end() }
            try statement.bind(values)
            let columns = try statement.columns()
            while try statement.step() {
                count += 1
                guard try body(try statement.row(columns)) else { break }
            }
            observer.statement(sql, since: start, rows: count, failed: false)
        } catch {
            observer.statement(sql, since: start, rows: count, failed: true)
            throw error
        }
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> Int {
        try execute(sql, forEach: [values])
    }

    func execute(_ sql: String, forEach list: [[SQLValue]]) throws(DatabaseError) -> Int {
        try observed(sql) { () throws(DatabaseError) -> (result: Int, rows: Int) in
            var changed = 0
            let statement = try prepare(sql, list.first?.count ?? 0, keeping: true)
            defer { statement.end() }
            for values in list {
                // SQLite keeps the count of the last change, so one without must not see it.
                let before = statement.totalChanges
                try statement.bind(values)
                while try statement.step() {}
                if statement.totalChanges != before { changed += statement.lastChanges }
                statement.reset()
            }
            return (changed, changed)
        }
    }

    func insert(
        _ rows: [[SQLValue]],
        into table: String,
        columns: [String]
    ) throws(DatabaseError) {
        let marks = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
        let names = columns.joined(separator: ", ")
        _ = try execute("INSERT INTO \(table) (\(names)) VALUES (\(marks))", forEach: rows)
    }

    func signal(_ channel: String) throws(DatabaseError) { signals.names.insert(channel) }

    func runScript(_ sql: String) throws(DatabaseError) {
        do {
            try database.execute(sql: sql)
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        } catch {
            throw DatabaseError(.failed, "the statements failed")
        }
        guard database.isInsideTransaction else {
            throw DatabaseError(.forbiddenStatement, "it ended its own transaction")
        }
        if try !rows("SELECT 1 AS broken FROM pragma_foreign_key_check", []).isEmpty {
            throw DatabaseError(.foreignKeyViolation, "it leaves references to missing rows")
        }
    }

    private func prepare(
        _ sql: String,
        _ count: Int,
        keeping isKept: Bool
    ) throws(DatabaseError) -> SQLiteStatement {
        let text = try texts.text(of: sql)
        do {
            let statement =
                try isKept
                ? database.cachedStatement(sql: sql) : database.makeStatement(sql: sql)
            return try SQLiteStatement(statement, parameters: text.parameterCount)
        } catch let error as DatabaseError {
            throw error
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        } catch {
            throw DatabaseError(.failed, "the statement cannot be prepared")
        }
    }

    private func observed<T>(
        _ sql: String,
        _ body: () throws(DatabaseError) -> (result: T, rows: Int)
    ) throws(DatabaseError) -> T {
        if let failure = failure.first { throw failure }
        let start = MonotonicTime.now
        do {
            let (result, count) = try body()
            observer.statement(sql, since: start, rows: count, failed: false)
            return result
        } catch {
            observer.statement(sql, since: start, rows: 0, failed: true)
            failure.first = error
            throw error
        }
    }
}

/// The first failure of a statement in a transaction.
final class FirstFailure {
    var first: DatabaseError?
}
