internal import CPostgres
internal import Logging
internal import NIOConcurrencyHelpers
internal import NIOPosix

/// An advisory lock of PostgreSQL, held by a session of its own.
///
/// While the lock is held the session is asked for a word now and then; a process that was stopped
/// for longer than ``silence`` loses the session at the server, and the lock with it.
final class PostgresLock: ExclusiveLocking {
    /// How long a holder may be silent before the server ends its session.
    static let silence = Duration.seconds(15)

    private final class Session {
        var connection: PostgresConnection?
        var isHeld = false
    }

    private let name: String
    private let server: PostgresServer
    private let patience: Duration
    private let retryPeriod: Duration
    private let observer: StatementObserver
    /// One thread, on which alone the session is used.
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private nonisolated(unsafe) let session = Session()
    private let state = NIOLockedValueBox((isLost: false, isHeld: false, isClosed: false))

    init(
        _ name: String,
        _ server: PostgresServer,
        _ settings: DatabaseSettings,
        _ observer: StatementObserver
    ) {
        self.name = name
        self.server = server
        patience = settings.transactionTimeout
        retryPeriod = settings.retryPeriod
        self.observer = observer
        thread.start()
    }

    var isLost: Bool { state.withLockedValue { $0.isLost } }

    func acquire() async throws -> Int64 {
        let end = MonotonicTime.now + retryPeriod
        while true {
            do {
                let fence = try await onThread { [self] in try take() }
                keepAlive()
                return fence
            } catch let error as DatabaseError where error.code == .unavailable && .now < end {
                // The session of before was lost, or the server is changing: a new one is tried.
                try await Task.sleep(for: .milliseconds(Int.random(in: 20...200)))
            }
        }
    }

    func release() async {
        state.withLockedValue { $0.isHeld = false }
        try? await onThread { [self] in letGo() }
    }

    func close() async {
        await release()
        try? await onThread { [self] in session.connection = nil }
        state.withLockedValue { $0.isClosed = true }
        try? await thread.shutdownGracefully()
    }

    private func onThread<T: Sendable>(
        _ body: @escaping @Sendable () throws -> T
    ) async throws -> T {
        try await thread.runIfActive(body)
    }

    private func take() throws(DatabaseError) -> Int64 {
        do throws(DatabaseError) {
            let connection = try openSession()
            if !session.isHeld {
                connection.deadline = .now + patience
                _ = try connection.simple("SELECT pg_advisory_lock(\(key))")
                session.isHeld = true
            }
            let fence = try takeFence(connection)
            state.withLockedValue { state in
                state.isLost = false
                state.isHeld = true
            }
            return fence
        } catch {
            lose()
            throw error.code == .timeout
                ? DatabaseError(.busy, "another process held the lock `\(name)` for too long")
                : error
        }
    }

    /// A new number, once no transaction of a holder before can still commit.
    private func takeFence(_ connection: PostgresConnection) throws(DatabaseError) -> Int64 {
        var attempts = 0
        while true {
            do throws(DatabaseError) {
                connection.deadline = .now + patience
                let taken = LockTable.take.replacingParameter(with: "'\(name)'")
                let result = try connection.simple(taken)
                guard let text = result.text(row: 0, column: 0), let fence = Int64(text) else {
                    throw DatabaseError(.failed, "the lock has no fence")
                }
                return fence
            } catch {
                // A conflict with the last transaction of the holder before.
                attempts += 1
                guard error.code == .busy, attempts < 20 else { throw error }
            }
        }
    }

    private func openSession() throws(DatabaseError) -> PostgresConnection {
        if let connection = session.connection, connection.condition == .usable {
            return connection
        }
        let connection = try PostgresConnection(server)
        try connection.leavePipeline()
        _ = try connection.simple(
            "SET idle_session_timeout = '\(Self.silence.components.seconds)s'"
        )
        session.connection = connection
        session.isHeld = false
        return connection
    }

    private func letGo() {
        guard session.isHeld, let connection = session.connection else { return }
        do {
            connection.deadline = .now + .seconds(5)
            _ = try connection.simple("SELECT pg_advisory_unlock(\(key))")
            session.isHeld = false
        } catch {
            // The lock goes with the session.
            lose()
        }
    }

    private func lose() {
        session.connection = nil
        session.isHeld = false
        state.withLockedValue { state in
            state.isLost = true
            state.isHeld = false
        }
    }

    /// Says a word to the server for as long as the lock is held.
    private func keepAlive() {
        Task { [weak self] in
            while true {
                try? await Task.sleep(for: Self.silence / 3)
                guard let self, state.withLockedValue({ $0.isHeld && !$0.isClosed }) else { return }
                try? await onThread { [self] in
                    guard session.isHeld, let connection = session.connection else { return }
                    do {
                        connection.deadline = .now + .seconds(5)
                        _ = try connection.simple("SELECT 1")
                    } catch {
                        observer.note("the session of a lock was lost", "\(error)")
                        lose()
                    }
                }
            }
        }
    }

    /// The lock's number: one for each name in each schema.
    private var key: String { "hashtextextended(current_schema() || '/lock/\(name)', 0)" }
}

extension String {
    /// The statement with its one parameter written out, for the simple protocol.
    fileprivate func replacingParameter(with literal: String) -> String {
        split(separator: "$1", omittingEmptySubsequences: false).joined(separator: literal)
    }
}
