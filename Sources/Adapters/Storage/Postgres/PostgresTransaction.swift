internal import CPostgres

/// One transaction on one connection.
///
/// `BEGIN` travels with the first statement, so that it costs no round trip of its own.
final class PostgresTransaction {
    enum Kind {
        case read
        /// One query, sent together with `BEGIN` and `COMMIT`.
        case singleRead
        case write
        /// One that changes the schema, whose statements see what others committed meanwhile.
        case alter
        /// One statement that writes: the server gives it a transaction of its own.
        case singleWrite

        var writes: Bool { self == .write || self == .alter || self == .singleWrite }
    }

    private enum Phase {
        case new
        case open
        case failed
        case ended
    }

    let connection: PostgresConnection
    private let kind: Kind
    private var phase = Phase.new
    private var cursors = 0
    /// The first failure of a statement, after which nothing of the transaction can remain.
    private(set) var failure: DatabaseError?
    /// Whether the failure was a conflict with another transaction.
    private(set) var isConflict = false
    /// Whether the commit was sent and no answer came.
    private(set) var isInDoubt = false
    /// Asked right before the point of no return; throws where the task was cancelled.
    private let willCommit: () throws -> Void

    init(
        _ connection: PostgresConnection,
        _ kind: Kind,
        willCommit: @escaping () throws -> Void
    ) {
        self.connection = connection
        self.kind = kind
        self.willCommit = willCommit
    }

    /// Queues `BEGIN` where it is still to come, then what `send` queues, and reads all results.
    func exchange<T>(
        send: () throws(DatabaseError) -> Void,
        receive: () throws(DatabaseError) -> T
    ) throws(DatabaseError) -> T {
        if let failure { throw failure }
        let begins = phase == .new && kind != .singleWrite
        if phase == .new, kind == .singleWrite { try passPointOfNoReturn() }
        do throws(DatabaseError) {
            if begins { try begin.queue(on: connection) }
            try send()
            if kind == .singleRead { try PostgresControl.commit.queue(on: connection) }
            try connection.sync()
            var refused: DatabaseError?
            if begins {
                let result = try connection.statementResult()
                if let error = note(result) {
                    // A server that begins no transaction is starting, ending or a standby.
                    connection.markLost()
                    refused = DatabaseError(.unavailable, error.reason)
                }
                phase = .open
            }
            let answer: T
            do throws(DatabaseError) {
                answer = try receive()
            } catch {
                if connection.condition == .usable { try connection.finishSync() }
                throw refused ?? error
            }
            try connection.finishSync()
            if kind == .singleRead { phase = .ended }
            if kind == .singleWrite { isInDoubt = false }
            if let refused { throw refused }
            return answer
        } catch {
            failure = error
            phase = .failed
            if kind == .singleWrite, connection.condition == .usable { isInDoubt = false }
            throw error
        }
    }

    /// Reads a result, and remembers what its failure means.
    func check(_ result: PostgresResult) throws(DatabaseError) -> PostgresResult {
        if let error = note(result) { throw error }
        return result
    }

    private func note(_ result: PostgresResult) -> DatabaseError? {
        guard let error = result.failure() else { return nil }
        let state = result.state ?? ""
        if PostgresState.isConflict(state) { isConflict = true }
        if state.isEmpty || PostgresState.isLoss(state) {
            connection.markLost()
        }
        if kind.writes, PostgresState.isReadOnly(state) {
            // A standby, or a primary of before: another connection finds the right server.
            connection.markLost()
            return DatabaseError(.unavailable, error.reason)
        }
        return error
    }

    private var begin: PostgresControl {
        switch kind {
        case .read, .singleRead: .beginReading
        case .alter: .beginAltering
        case .write, .singleWrite: .begin
        }
    }

    /// A name for one more cursor.
    func nextCursorName() -> String {
        cursors += 1
        return "cabildo_cursor_\(cursors)"
    }

    /// Queues a statement without parameters.
    func queue(_ sql: String) throws(DatabaseError) {
        guard PQsendQueryParams(connection.raw, sql, 0, nil, nil, nil, nil, 1) == 1 else {
            throw connection.lost()
        }
    }

    /// Runs a body outside of pipeline mode, in the open transaction.
    func outsidePipeline<T>(_ body: () throws(DatabaseError) -> T) throws(DatabaseError) -> T {
        if let failure { throw failure }
        if phase == .new { try exchange(send: {}, receive: {}) }
        do {
            try connection.leavePipeline()
            let result = try body()
            try connection.enterPipeline()
            return result
        } catch {
            failure = error
            phase = .failed
            let status = PQtransactionStatus(connection.raw)
            if status == PQTRANS_INERROR || status == PQTRANS_INTRANS {
                try connection.enterPipeline()
            } else {
                // In the middle of something, or lost: not worth keeping.
                connection.markBroken()
            }
            throw error
        }
    }

    /// Makes what was done permanent.
    ///
    /// - Parameter limit: how long to wait for the server's word.
    /// - Throws: the first failure of a statement, or why the commit failed; ``isInDoubt`` then
    ///   tells whether it may have taken effect.
    func commit(within limit: Duration) throws {
        if let failure { throw failure }
        // It was committed with its statement.
        if kind == .singleWrite { return }
        try passPointOfNoReturn()
        guard phase == .open else { return }
        if kind == .read {
            // What was read is known already, and nothing depends on the server's word.
            try PostgresControl.commit.queue(on: connection)
            return try connection.syncWithoutWaiting()
        }
        connection.deadline = .now + limit
        connection.clearWarnings()
        try PostgresControl.commit.queue(on: connection)
        try connection.sync()
        let result = try connection.statementResult()
        let refused = note(result)
        try connection.finishSync()
        if let refused {
            // The server said no: nothing remains. Only a server that is ending may leave doubt.
            if connection.condition == .usable { isInDoubt = false }
            throw refused
        }
        guard result.command == "COMMIT" else {
            isInDoubt = false
            throw DatabaseError(.failed, "the server rolled the transaction back")
        }
        if let warning = connection.warning {
            // Committed here, but not where synchronous replication should have carried it.
            throw DatabaseError(.outcomeUnknown, warning)
        }
        isInDoubt = false
    }

    /// Undoes what was done; a connection that cannot tell is thrown away.
    func rollback() {
        guard connection.condition == .usable, phase != .new, kind != .singleWrite else { return }
        do {
            connection.deadline = .now + .seconds(5)
            try PostgresControl.rollback.queue(on: connection)
            try connection.sync()
            _ = try connection.statementResult()
            try connection.finishSync()
        } catch {
            connection.markBroken()
        }
    }

    private func passPointOfNoReturn() throws(DatabaseError) {
        do {
            try willCommit()
        } catch {
            throw DatabaseError(.cancelled, "the task was cancelled")
        }
        isInDoubt = kind.writes && (phase == .open || kind == .singleWrite)
    }
}
