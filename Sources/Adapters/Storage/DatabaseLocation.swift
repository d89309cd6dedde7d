/// Where a database lives.
public enum DatabaseLocation: Sendable, Hashable {
    /// A SQLite file; missing folders on the way are made with mode 0700.
    case sqlite(path: String)
    /// A SQLite database that ends with the process, for tests and trials.
    case memory

    /// Reads the text form used on the command line.
    ///
    /// - Parameter text: `sqlite:PATH` or `sqlite::memory:`.
    /// - Throws: ``DatabaseError`` with code `invalid_location` for any other form.
    public init(parsing text: String) throws(DatabaseError) {
        let scheme = "sqlite:"
        guard text.utf8.starts(with: scheme.utf8) else {
            throw DatabaseError(
                .invalidLocation,
                "database location `\(text.prefix(200))` is not of the form sqlite:PATH"
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
}
