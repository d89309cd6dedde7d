internal import Dispatch
internal import Foundation
internal import NIOConcurrencyHelpers

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// The thread on which a SQLite database is written, one transaction after the other.
final class SQLiteThread: Sendable {
    private struct State {
        var jobs: [@Sendable () -> Void] = []
        var isAsleep = false
        var isClosed = false
    }

    /// How long the thread looks for more work before it sleeps.
    ///
    /// A task that writes row after row comes back within this time; waking a sleeping thread for
    /// it costs about a fifth of the time in which a fast disk has taken the row.
    private static let patience = Duration.microseconds(60)

    private let state = NIOLockedValueBox(State())
    private let alarm = DispatchSemaphore(value: 0)

    init() {
        let thread = Thread { [self] in
            while let jobs = nextJobs() {
                for job in jobs { job() }
            }
        }
        thread.name = "sqlite-write"
        thread.start()
    }

    /// Runs a body on the thread, after those that were asked for before.
    ///
    /// - Throws: what the body throws; `closed` where the thread has ended.
    func run<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await withUnsafeThrowingContinuation { continuation in
            let isTaken = add { continuation.resume(with: Result(catching: body)) }
            if !isTaken {
                continuation.resume(throwing: DatabaseError(.closed, "the database is closed"))
            }
        }
    }

    /// Ends the thread once what it was asked for is done.
    func close() {
        state.withLockedValue { $0.isClosed = true }
        alarm.signal()
    }

    private func add(_ job: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, mustWake) = state.withLockedValue { state in
            if state.isClosed { return (false, false) }
            let wasAsleep = state.isAsleep
            state.isAsleep = false
            state.jobs.append(job)
            return (true, wasAsleep)
        }
        if mustWake { alarm.signal() }
        return isTaken
    }

    /// Waits for jobs; nil once the thread is closed and has none left.
    private func nextJobs() -> [@Sendable () -> Void]? {
        let end = MonotonicTime.now + Self.patience
        while true {
            let isPatient = MonotonicTime.now < end
            let (jobs, isClosed) = state.withLockedValue { state in
                let jobs = state.jobs
                state.jobs = []
                state.isAsleep = jobs.isEmpty && !state.isClosed && !isPatient
                return (jobs, state.isClosed)
            }
            if !jobs.isEmpty { return jobs }
            if isClosed { return nil }
            if isPatient { sched_yield() } else { alarm.wait() }
        }
    }
}
