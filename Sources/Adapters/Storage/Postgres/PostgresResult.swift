internal import CPostgres

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// One result of libpq, freed with its last reference.
final class PostgresResult {
    private let raw: OpaquePointer

    init(_ raw: OpaquePointer) { self.raw = raw }

    deinit { PQclear(raw) }

    var status: ExecStatusType { PQresultStatus(raw) }
    var rowCount: Int { Int(PQntuples(raw)) }

    /// The number of rows that the statement changed; 0 for one that changes none.
    var changedCount: Int {
        // SELECT too tells a number here; only these three change rows.
        guard let tag = PQcmdStatus(raw),
            strncmp(tag, "INSERT", 6) == 0 || strncmp(tag, "UPDATE", 6) == 0
                || strncmp(tag, "DELETE", 6) == 0
        else { return 0 }
        return strtol(PQcmdTuples(raw), nil, 10)
    }

    /// The command that the server says it ran, such as `COMMIT`.
    var command: String { String(cString: PQcmdStatus(raw)) }

    /// The SQLSTATE of an error.
    var state: String? { PQresultErrorField(raw, PGDiagnostic.state).map { String(cString: $0) } }

    /// The error in the result; nil where there is none.
    func failure() -> DatabaseError? {
        switch status {
        case PGRES_FATAL_ERROR, PGRES_BAD_RESPONSE: break
        case PGRES_PIPELINE_ABORTED:
            return DatabaseError(.failed, "a statement before it failed")
        default: return nil
        }
        let state = state ?? ""
        guard !PostgresState.mayTellValue(state) else {
            return DatabaseError(PostgresState.code(state), "a value does not fit (\(state))")
        }
        // Only the primary message: the detail would repeat stored values.
        let message = PostgresConnection.oneLine(
            UnsafePointer(PQresultErrorField(raw, PGDiagnostic.message))
                ?? UnsafePointer(PQresultErrorMessage(raw))
        )
        return DatabaseError(
            state.isEmpty ? .unavailable : PostgresState.code(state),
            state.isEmpty ? message : "\(message) (\(state))"
        )
    }

    /// Text in a result of the simple protocol.
    func text(row: Int, column: Int) -> String? {
        guard row < rowCount, PQgetisnull(raw, Int32(row), Int32(column)) == 0 else { return nil }
        return String(cString: PQgetvalue(raw, Int32(row), Int32(column)))
    }

    /// The names of the columns, of which none may stand twice.
    func columns() throws(DatabaseError) -> [String] {
        let names = (0..<PQnfields(raw)).map { String(cString: PQfname(raw, $0)) }
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw DatabaseError(.invalidStatement, "the result has column `\(name)` twice")
        }
        return names
    }

    /// The rows of a result in binary format.
    func rows(_ columns: [String]) throws(DatabaseError) -> [SQLRow] {
        let types = (0..<PQnfields(raw)).map { PQftype(raw, $0) }
        var rows: [SQLRow] = []
        rows.reserveCapacity(rowCount)
        for row in 0..<Int32(rowCount) {
            var values: [SQLValue] = []
            values.reserveCapacity(types.count)
            for (index, type) in types.enumerated() {
                let column = Int32(index)
                guard PQgetisnull(raw, row, column) == 0 else {
                    values.append(.null)
                    continue
                }
                let bytes = UnsafeRawBufferPointer(
                    start: PQgetvalue(raw, row, column),
                    count: Int(PQgetlength(raw, row, column))
                )
                values.append(
                    try PostgresValue.read(bytes, type: UInt32(type), column: columns[index])
                )
            }
            rows.append(SQLRow(columns: columns, values: values))
        }
        return rows
    }
}
