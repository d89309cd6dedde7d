internal import CPostgres

/// Runs statements in one PostgreSQL transaction.
struct PostgresStatements: StatementRunner {
    let transaction: PostgresTransaction
    private let texts: SQLTextCache
    private let observer: StatementObserver
    private static let pipelineLength = 500
    private static let cursorRows = 128

    private var connection: PostgresConnection { transaction.connection }

    init(_ transaction: PostgresTransaction, texts: SQLTextCache, observer: StatementObserver) {
        self.transaction = transaction
        self.texts = texts
        self.observer = observer
    }

    func rows(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
        try observer.observing(sql) { () throws(DatabaseError) -> (result: [SQLRow], rows: Int) in
            let rows = try run(sql, values)
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
            try texts.text(of: sql).check(values: values)
            let cursor = transaction.nextCursorName()
            _ = try run("DECLARE \(cursor) NO SCROLL CURSOR FOR " + sql, values, isOnce: true)
            let fetch = "FETCH \(Self.cursorRows) FROM \(cursor)"
            fetching: while true {
                let rows = try run(fetch, [], isOnce: true)
                for row in rows {
                    count += 1
                    guard try body(row) else { break fetching }
                }
                if rows.count < Self.cursorRows { break }
            }
            _ = try run("CLOSE \(cursor)", [], isOnce: true)
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
        try observer.observing(sql) { () throws(DatabaseError) -> (result: Int, rows: Int) in
            let text = try texts.text(of: sql)
            var changed = 0
            var parameters = PostgresParameters()
            var rest = list[...]
            while !rest.isEmpty {
                // Short enough that the server's answers fit its buffer while it is still sent to.
                let part = rest.prefix(Self.pipelineLength)
                rest = rest.dropFirst(part.count)
                var queued: [PreparedQuery] = []
                queued.reserveCapacity(part.count)
                changed += try transaction.exchange {
                    () throws(DatabaseError) in
                    for values in part {
                        try text.check(values: values)
                        queued.append(try queue(sql, values, &parameters, after: queued.last))
                    }
                } receive: { () throws(DatabaseError) in
                    var sum = 0
                    for query in queued { sum += try receive(query).changedCount }
                    return sum
                }
            }
            return (changed, changed)
        }
    }

    func insert(
        _ rows: [[SQLValue]],
        into table: String,
        columns: [String]
    ) throws(DatabaseError) {
        let names = columns.joined(separator: ", ")
        if rows.count < 16 {
            let marks = (1...columns.count).map { "$\($0)" }.joined(separator: ", ")
            _ = try execute("INSERT INTO \(table) (\(names)) VALUES (\(marks))", forEach: rows)
            return
        }
        let sql = "COPY \(table) (\(names)) FROM STDIN (FORMAT binary)"
        _ = try observer.observing(sql) { () throws(DatabaseError) -> (result: Int, rows: Int) in
            try transaction.outsidePipeline { () throws(DatabaseError) in
                try PostgresCopy.insert(rows, by: sql, on: connection, in: transaction)
            }
            return (rows.count, rows.count)
        }
    }

    func signal(_ channel: String) throws(DatabaseError) {
        _ = try run(
            "SELECT pg_notify($1, $2) AS sent",
            [
                .text(PostgresListener.channel(of: connection.schema)), .text(channel),
            ]
        )
    }

    func runScript(_ sql: String) throws(DatabaseError) {
        _ = try transaction.outsidePipeline { () throws(DatabaseError) in
            _ = try transaction.check(try connection.simple(sql))
        }
    }

    // MARK: One statement

    /// What is queued and must be received: whether it was prepared on the way.
    private struct PreparedQuery {
        let entry: PreparedStatements.Entry
        let isNew: Bool
        let evicts: Bool
    }

    private func run(
        _ sql: String,
        _ values: [SQLValue],
        isOnce: Bool = false
    ) throws(DatabaseError) -> [SQLRow] {
        if isOnce { return try runOnce(sql, values) }
        try texts.text(of: sql).check(values: values)
        var query: PreparedQuery?
        var parameters = PostgresParameters()
        return try transaction.exchange { () throws(DatabaseError) in
            query = try queue(sql, values, &parameters)
        } receive: { () throws(DatabaseError) in
            guard let query else { return [] }
            let result = try receive(query)
            guard result.status == PGRES_TUPLES_OK else { return [] }
            let columns: [String]
            if let known = query.entry.columns {
                columns = known
            } else {
                columns = try result.columns()
                query.entry.columns = columns
            }
            return try result.rows(columns)
        }
    }

    /// Runs a statement that is not worth preparing.
    private func runOnce(_ sql: String, _ values: [SQLValue]) throws(DatabaseError) -> [SQLRow] {
        var parameters = try PostgresParameters(values)
        return try transaction.exchange { () throws(DatabaseError) in
            let (types, lengths, formats) = parameters.layout
            let isSent = parameters.withPointers { pointers in
                PQsendQueryParams(
                    connection.raw,
                    sql,
                    Int32(pointers.count),
                    types,
                    pointers,
                    lengths,
                    formats,
                    1
                )
            }
            guard isSent == 1 else { throw connection.lost() }
        } receive: { () throws(DatabaseError) in
            let result = try transaction.check(try connection.statementResult())
            guard result.status == PGRES_TUPLES_OK else { return [] }
            return try result.rows(try result.columns())
        }
    }

    /// Queues a run of a statement.
    ///
    /// `last` is what was queued right before for the same text: most rows of a batch are of the
    /// same types, and need not look for their statement.
    private func queue(
        _ sql: String,
        _ values: [SQLValue],
        _ parameters: inout PostgresParameters,
        after last: PreparedQuery? = nil
    ) throws(DatabaseError) -> PreparedQuery {
        try parameters.fill(values)
        let (types, lengths, formats) = parameters.layout
        let query: PreparedQuery
        if let last, last.entry.key.types == types {
            query = PreparedQuery(entry: last.entry, isNew: false, evicts: false)
        } else {
            query = try prepared(PreparedStatements.Key(sql: sql, types: types))
        }
        let isSent = parameters.withPointers { pointers in
            PQsendQueryPrepared(
                connection.raw,
                query.entry.name,
                Int32(pointers.count),
                pointers,
                lengths,
                formats,
                1
            )
        }
        guard isSent == 1 else { throw connection.lost() }
        return query
    }

    /// The statement, for which a preparation is queued where it is new.
    private func prepared(_ key: PreparedStatements.Key) throws(DatabaseError) -> PreparedQuery {
        if let entry = connection.statements.find(key) {
            return PreparedQuery(entry: entry, isNew: false, evicts: false)
        }
        let (entry, evicted) = connection.statements.add(key)
        if let evicted { try transaction.queue("DEALLOCATE \(evicted)") }
        let count = Int32(key.types.count)
        guard PQsendPrepare(connection.raw, entry.name, key.sql, count, key.types) == 1 else {
            throw connection.lost()
        }
        return PreparedQuery(entry: entry, isNew: true, evicts: evicted != nil)
    }

    private func receive(_ query: PreparedQuery) throws(DatabaseError) -> PostgresResult {
        do {
            if query.evicts { _ = try transaction.check(try connection.statementResult()) }
            if query.isNew { _ = try transaction.check(try connection.statementResult()) }
        } catch {
            connection.statements.remove(query.entry)
            throw error
        }
        return try transaction.check(try connection.statementResult())
    }
}
