internal import GRDB
internal import NIOPosix

extension SQLiteEngine {
    /// What ends the transaction on a thread before its time.
    final class Bounds: Sendable {
        let end: MonotonicTime
        /// `nil` where GRDB itself interrupts what the task asked for.
        let cancellation: Cancellation?

        init(end: MonotonicTime, cancellation: Cancellation?) {
            self.end = end
            self.cancellation = cancellation
        }
    }

    private static let bounds = ThreadSpecificVariable<Bounds>()

    /// Runs a body in a transaction that writes, on the thread for it.
    ///
    /// The statements around the body are prepared once, which GRDB's own transactions do not do.
    ///
    /// - Returns: what the body returns, and the channels on which it signalled.
    func transaction<T>(
        _ database: GRDB.Database,
        _ cancellation: Cancellation,
        _ body: (any StatementRunner) throws -> T
    ) throws -> (T, Set<String>) {
        try database.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
        do {
            let answer = try limited(database, cancelledBy: cancellation) {
                (try body($0), $0.signals.names)
            }
            try cancellation.check()
            try database.cachedStatement(sql: "COMMIT TRANSACTION").execute()
            return answer
        } catch {
            try? database.rollback()
            throw error
        }
    }

    /// Runs a body that is interrupted when the transaction has had its time.
    func limited<T>(
        _ database: GRDB.Database,
        within limit: Duration? = nil,
        cancelledBy cancellation: Cancellation? = nil,
        _ body: (SQLiteStatements) throws -> T
    ) throws -> T {
        let statements = SQLiteStatements(database, texts: texts, observer: observer)
        let end = MonotonicTime.now + (limit ?? settings.transactionTimeout)
        Self.bounds.currentValue = Bounds(end: end, cancellation: cancellation)
        defer { Self.bounds.currentValue = nil }
        let result = try body(statements)
        // As in PostgreSQL: after a failed statement nothing of the transaction can remain.
        if let failure = statements.failure.first { throw failure }
        return result
    }

    /// Asked by SQLite every thousand steps of its machine; anything but 0 interrupts it.
    static let progress: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { _ in
        guard let bounds = bounds.currentValue else { return 0 }
        return bounds.end < .now || bounds.cancellation?.isRequested == true ? 1 : 0
    }

    /// Whether the transaction on this thread has had its time.
    static var isPastDeadline: Bool { bounds.currentValue.map { $0.end < .now } ?? false }
}
