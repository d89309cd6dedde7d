/// Where a database lives.
public enum DatabaseLocation: Sendable, Hashable {
    /// A SQLite file; missing folders on the way are made with mode 0700.
    case sqlite(path: String)
    /// A SQLite database that ends with the process, for tests and trials.
    case memory
    /// A database of a PostgreSQL server, or of one that speaks its protocol.
    case postgres(PostgresServer)

    /// Reads the text form used on the command line.
    ///
    /// - Parameter text: `sqlite:PATH`, `sqlite::memory:`, or `postgres://HOST/DATABASE` with all
    ///   that libpq takes in a connection URI (PostgreSQL 15, 34.1.1.2).
    /// - Throws: ``DatabaseError`` with code `invalid_location` for any other form, and for a server
    ///   elsewhere whose certificate would not be verified.
    public init(parsing text: String) throws(DatabaseError) {
        let scheme = "sqlite:"
        for start in ["postgres://", "postgresql://"] where text.utf8.starts(with: start.utf8) {
            self = .postgres(try PostgresServer(parsing: text))
            return
        }
        guard text.utf8.starts(with: scheme.utf8) else {
            // The text may hold a password: it is not repeated.
            throw DatabaseError(
                .invalidLocation,
                "a database location is of the form sqlite:PATH or postgres://HOST/DATABASE"
            )
        }
        let path = String(text.dropFirst(scheme.count))
        if Array(path.utf8) == Array(":memory:".utf8) {
            self = .memory
        } else if path.isEmpty || path.utf8.contains(0) {
            throw DatabaseError(.invalidLocation, "the database location names no file")
        } else {
            self = .sqlite(path: path)
        }
    }

    /// Whether several processes can work with the database at once.
    public var isShared: Bool {
        if case .postgres = self { true } else { false }
    }
}

extension DatabaseLocation: CustomStringConvertible {
    /// The location without any password.
    public var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .memory: "sqlite::memory:"
        case .postgres(let server): server.description
        }
    }
}
