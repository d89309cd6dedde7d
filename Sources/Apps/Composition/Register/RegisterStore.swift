internal import GovernanceService
internal import LogService
internal import NIOConcurrencyHelpers
internal import Storage
internal import TransparencyLog

/// Stores a registrar's entries in the log, in turns with other processes over the same database.
final class RegisterStore: EntryStore {
    private let log: DurableLog
    /// The lock of the one who writes; nil where this process has the database for itself.
    private let lock: DatabaseLock?
    private let database: Database
    private let state = NIOLockedValueBox(State())

    private struct State {
        var fence: DatabaseLock.Fence?
        var mustFollow = false
        var news: DurableLog.News?
    }

    init(_ log: DurableLog, over database: Database) throws {
        self.log = log
        self.database = database
        lock = database.location.isShared ? try database.lock(named: "log_writer") : nil
    }

    func beginTurn() async throws {
        guard let lock else { return }
        let fence = try await lock.acquire()
        state.withLockedValue { $0.fence = fence }
    }

    func endTurn() async {
        state.withLockedValue { $0.fence = nil }
        await lock?.release()
    }

    func newEntries(from position: Int) async throws -> [[UInt8]] {
        let mustFollow = state.withLockedValue { $0.mustFollow }
        guard lock != nil || mustFollow else { return [] }
        let size = log.checkpoint.checkpoint.size
        guard size == position else {
            throw CompositionError("the log holds \(size) entries, and the register \(position)")
        }
        let news = try await log.news()
        state.withLockedValue { state in
            state.mustFollow = false
            state.news = news
        }
        return news.entries
    }

    func confirm() async throws {
        guard let news = state.withLockedValue({ $0.news }) else { return }
        try await log.adopt(news)
        state.withLockedValue { $0.news = nil }
    }

    func probe() async throws {
        try await database.writeIdempotently { writer in
            // Changes nothing, and needs all that an entry needs.
            try writer.execute("UPDATE log_checkpoint SET size = size WHERE id = 1")
        }
    }

    func append(_ entries: [[UInt8]], at position: Int) async throws {
        do {
            try await log.append(
                entries,
                at: position,
                holding: state.withLockedValue { $0.fence }
            )
        } catch let error as DatabaseError where error.code != .outcomeUnknown {
            throw StorageFailure(mayBeRecorded: false, reason: "\(error)")
        } catch let error as LogServiceError where error.code == .inconsistent {
            throw StorageFailure(mayBeRecorded: false, reason: "\(error)")
        } catch {
            state.withLockedValue { $0.mustFollow = true }
            throw StorageFailure(mayBeRecorded: true, reason: "\(error)")
        }
    }

    /// Lets the lock go for good.
    func close() async { await lock?.close() }
}
