internal import GRDB
internal import GRDBSQLite

/// Runs statements on one connection, inside the transaction that is already open.
struct Statements {
    let database: GRDB.Database

    func rows(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
        try translating {
            let (statement, arguments) = try prepare(sql, values, cached: true)
            let columns = try columns(of: statement)
            let cursor = try Row.fetchCursor(statement, arguments: arguments)
            var rows: [SQLRow] = []
            while let row = try cursor.next() { rows.append(try copy(row, columns)) }
            return rows
        }
    }

    func forEachRow(
        _ sql: String,
        _ values: [SQLValue],
        _ body: (SQLRow) throws -> Bool
    ) throws {
        do {
            // Not from the cache: the body may run the same statement again.
            let (statement, arguments) = try prepare(sql, values, cached: false)
            let columns = try columns(of: statement)
            let cursor = try Row.fetchCursor(statement, arguments: arguments)
            while let row = try cursor.next() {
                guard try body(try copy(row, columns)) else { return }
            }
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        }
    }

    func execute(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> Int {
        try translating {
            let (statement, arguments) = try prepare(sql, values, cached: true)
            let before = database.totalChangesCount
            try statement.execute(arguments: arguments)
            // SQLite keeps the count of the last change, so a statement without one must not see it.
            return database.totalChangesCount == before ? 0 : database.changesCount
        }
    }

    private func prepare(
        _ sql: String,
        _ values: [SQLValue],
        cached: Bool
    ) throws -> (Statement, StatementArguments) {
        try StatementKeyword.check(sql)
        let statement =
            try cached
            ? database.cachedStatement(sql: sql) : database.makeStatement(sql: sql)
        try checkParameters(of: statement, count: values.count)
        // In SQLite `$1` is a name, numbered by first appearance: bind by name, as PostgreSQL does.
        var named: [String: (any DatabaseValueConvertible)?] = [:]
        named.reserveCapacity(values.count)
        for (index, value) in values.enumerated() {
            named[String(index + 1)] = value.databaseValue
        }
        return (statement, StatementArguments(named))
    }

    private func checkParameters(of statement: Statement, count: Int) throws(DatabaseError) {
        let pointer = statement.sqliteStatement
        let found = Int(sqlite3_bind_parameter_count(pointer))
        guard found == count else {
            throw DatabaseError(
                .invalidStatement,
                "the statement has \(found) parameters and was given \(count) values"
            )
        }
        for index in 0..<found {
            let name = sqlite3_bind_parameter_name(pointer, Int32(index + 1)).map(
                String.init(cString:)
            )
            guard let name, let number = parameterNumber(name), 1...count ~= number else {
                throw DatabaseError(
                    .invalidStatement,
                    "parameter `\(name ?? "?")` is not one of $1 to $\(count)"
                )
            }
        }
    }

    private func parameterNumber(_ name: String) -> Int? {
        let bytes = name.utf8
        guard bytes.first == UInt8(ascii: "$"), let digit = bytes.dropFirst().first,
            UInt8(ascii: "1")...UInt8(ascii: "9") ~= digit
        else { return nil }
        return Int(name.dropFirst())
    }

    private func columns(of statement: Statement) throws(DatabaseError) -> [String] {
        let names = statement.columnNames
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw DatabaseError(.invalidStatement, "the result has column `\(name)` twice")
        }
        return names
    }

    private func copy(_ row: Row, _ columns: [String]) throws(DatabaseError) -> SQLRow {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.count)
        for (name, value) in zip(columns, row.databaseValues) {
            values.append(try SQLValue(value, column: name))
        }
        return SQLRow(columns: columns, values: values)
    }

    private func translating<T>(_ body: () throws -> T) throws(DatabaseError) -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw error
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError(error)
        } catch is CancellationError {
            throw DatabaseError(.failed, "the statement was cancelled")
        } catch {
            throw DatabaseError(.failed, "the statement failed")
        }
    }
}
