internal import Logging
internal import NIOConcurrencyHelpers

/// Counts what an engine does, and logs what is slow; it never sees the values of parameters.
final class StatementObserver: Sendable {
    private let box = NIOLockedValueBox(DatabaseMetrics())
    private let slow: Int64
    private let logger: Logger?

    init(_ settings: DatabaseSettings) {
        slow = settings.slowStatement.nanoseconds
        logger = settings.logger
    }

    /// The counters now.
    var metrics: DatabaseMetrics { box.withLockedValue { $0 } }

    /// Changes the counters.
    func count(_ change: (inout DatabaseMetrics) -> Void) { box.withLockedValue { change(&$0) } }

    /// Counts one more pending transaction.
    ///
    /// - Returns: whether there are too many already; it is not counted then.
    func enter(upTo limit: Int64) -> Bool {
        box.withLockedValue { metrics in
            guard metrics.pending < limit else { return true }
            metrics.pending += 1
            return false
        }
    }

    /// Runs a statement, and notes how long it took and how many rows it gave or changed.
    func observing<T>(
        _ sql: String,
        _ body: () throws(DatabaseError) -> (result: T, rows: Int)
    ) throws(DatabaseError) -> T {
        let start = MonotonicTime.now
        do throws(DatabaseError) {
            let (result, count) = try body()
            statement(sql, since: start, rows: count, failed: false)
            return result
        } catch {
            statement(sql, since: start, rows: 0, failed: true)
            throw error
        }
    }

    /// Notes a statement that ran.
    func statement(_ sql: String, since start: MonotonicTime, rows: Int, failed: Bool) {
        let nanoseconds = MonotonicTime.now.nanoseconds - start.nanoseconds
        let isSlow = nanoseconds > slow
        box.withLockedValue { metrics in
            metrics.statements.add(microseconds: nanoseconds / 1000)
            if failed { metrics.failedStatements += 1 }
            if isSlow { metrics.slowStatements += 1 }
        }
        guard isSlow, let logger else { return }
        logger.warning(
            "slow statement",
            metadata: [
                "sql": "\(sql.prefix(500))", "rows": "\(rows)",
                "duration_ms": "\(nanoseconds / 1_000_000)",
            ]
        )
    }

    /// Tells the operator of a connection that was lost, or a transaction that is tried anew.
    func note(_ message: Logger.Message, _ reason: String) {
        logger?.warning(message, metadata: ["reason": "\(reason)"])
    }
}
