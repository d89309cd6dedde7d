internal import CPostgres

/// The statements around those of a transaction, prepared once for each session.
///
/// They come with every transaction: prepared, the server need not read them each time.
enum PostgresControl: String, CaseIterable {
    case begin = "BEGIN"
    case beginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    case beginAltering = "BEGIN ISOLATION LEVEL READ COMMITTED"
    case commit = "COMMIT"
    case rollback = "ROLLBACK"

    private var name: String {
        switch self {
        case .begin: "cabildo_begin"
        case .beginReading: "cabildo_begin_r"
        case .beginAltering: "cabildo_begin_a"
        case .commit: "cabildo_commit"
        case .rollback: "cabildo_rollback"
        }
    }

    /// Prepares them all, in one exchange.
    static func prepareAll(on connection: PostgresConnection) throws(DatabaseError) {
        for control in allCases {
            guard PQsendPrepare(connection.raw, control.name, control.rawValue, 0, nil) == 1 else {
                throw connection.lost()
            }
        }
        try connection.sync()
        for _ in allCases {
            if let failure = try connection.statementResult().failure() { throw failure }
        }
        try connection.finishSync()
    }

    /// Queues the statement.
    func queue(on connection: PostgresConnection) throws(DatabaseError) {
        guard PQsendQueryPrepared(connection.raw, name, 0, nil, nil, nil, 1) == 1 else {
            throw connection.lost()
        }
    }
}
