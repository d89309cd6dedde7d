internal import GRDB
internal import GRDBSQLite

/// One prepared statement of SQLite while it runs.
struct SQLiteStatement {
    /// Keeps the prepared statement alive.
    private let owner: Statement
    private let pointer: OpaquePointer
    private let connection: OpaquePointer?
    /// The place in SQLite's numbering of each parameter `$1` to `$n`.
    private let places: [Int32]

    /// Asks SQLite to copy the bytes that are bound.
    private static let copying = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    init(_ statement: Statement, parameters: Int) throws(DatabaseError) {
        owner = statement
        pointer = statement.sqliteStatement
        connection = sqlite3_db_handle(pointer)
        // In SQLite `$1` is a name, numbered by first appearance: bind by name, as PostgreSQL does.
        guard Int(sqlite3_bind_parameter_count(pointer)) == parameters else {
            throw DatabaseError(.invalidStatement, "parameters are written $1 to $n")
        }
        var places = [Int32](repeating: 0, count: parameters)
        for place in 0..<Int32(parameters) {
            let number = Self.number(sqlite3_bind_parameter_name(pointer, place + 1))
            guard let number, places.indices.contains(number - 1) else {
                throw DatabaseError(.invalidStatement, "parameters are written $1 to $n")
            }
            places[number - 1] = place + 1
        }
        self.places = places
    }

    /// The number n in a parameter's name `$n`.
    private static func number(_ name: UnsafePointer<CChar>?) -> Int? {
        guard var name, name.pointee == CChar(bitPattern: UInt8(ascii: "$")) else { return nil }
        var number = 0
        while true {
            name += 1
            if name.pointee == 0 { return number }
            let digit = Int(name.pointee) - Int(UInt8(ascii: "0"))
            guard (0...9).contains(digit), number < 100_000 else { return nil }
            number = number * 10 + digit
        }
    }

    func bind(_ values: [SQLValue]) throws(DatabaseError) {
        guard values.count == places.count else {
            throw DatabaseError(
                .invalidStatement,
                "the statement has \(places.count) parameters and was given \(values.count) values"
            )
        }
        for (place, value) in zip(places, values) {
            try value.checkIsStorable()
            let status: Int32
            switch value {
            case .null: status = sqlite3_bind_null(pointer, place)
            case .integer(let integer): status = sqlite3_bind_int64(pointer, place, integer)
            case .text(var text):
                status = text.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) { characters in
                        sqlite3_bind_text(
                            pointer,
                            place,
                            characters.baseAddress ?? UnsafePointer(bitPattern: 1),
                            Int32(clamping: characters.count),
                            Self.copying
                        )
                    }
                }
            case .blob(let bytes):
                status =
                    bytes.isEmpty
                    ? sqlite3_bind_zeroblob(pointer, place, 0)
                    : bytes.withUnsafeBytes { bytes in
                        sqlite3_bind_blob(
                            pointer,
                            place,
                            bytes.baseAddress,
                            Int32(clamping: bytes.count),
                            Self.copying
                        )
                    }
            }
            guard status == SQLITE_OK else { throw failure(status) }
        }
    }

    /// Goes to the next row; false at the end.
    func step() throws(DatabaseError) -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let status: throw failure(status)
        }
    }

    /// The names of the result's columns, of which none may stand twice.
    func columns() throws(DatabaseError) -> [String] {
        let names = owner.columnNames
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
            throw DatabaseError(.invalidStatement, "the result has column `\(name)` twice")
        }
        return names
    }

    func row(_ columns: [String]) throws(DatabaseError) -> SQLRow {
        var values: [SQLValue] = []
        values.reserveCapacity(columns.count)
        for (index, name) in columns.enumerated() {
            values.append(try value(Int32(index), name))
        }
        return SQLRow(columns: columns, values: values)
    }

    /// The number of rows that were changed on the connection so far.
    var totalChanges: Int32 { sqlite3_total_changes(connection) }

    /// The number of rows that the last statement which changes rows changed by itself.
    var lastChanges: Int { Int(sqlite3_changes(connection)) }

    /// Makes the statement ready for other values.
    func reset() { sqlite3_reset(pointer) }

    /// Lets go of the values and of the statement's hold on the database.
    func end() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    private func value(_ column: Int32, _ name: String) throws(DatabaseError) -> SQLValue {
        switch sqlite3_column_type(pointer, column) {
        case SQLITE_NULL: return .null
        case SQLITE_INTEGER: return .integer(sqlite3_column_int64(pointer, column))
        case SQLITE_TEXT:
            let start = sqlite3_column_text(pointer, column)
            let count = Int(sqlite3_column_bytes(pointer, column))
            return .text(
                String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
            )
        case SQLITE_BLOB:
            let start = sqlite3_column_blob(pointer, column)
            let count = Int(sqlite3_column_bytes(pointer, column))
            return .blob([UInt8](UnsafeRawBufferPointer(start: start, count: count)))
        default:
            throw DatabaseError(.wrongType, "column `\(name)` holds a floating point number")
        }
    }

    private func failure(_ status: Int32) -> DatabaseError {
        if status & 0xFF == SQLITE_INTERRUPT {
            return SQLiteEngine.isPastDeadline
                ? DatabaseError(.timeout, "the transaction took too long")
                : DatabaseError(.cancelled, "the task was cancelled")
        }
        let message = connection.flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
        return DatabaseError(
            GRDB.DatabaseError(resultCode: ResultCode(rawValue: status), message: message)
        )
    }
}
