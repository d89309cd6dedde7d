internal import DataExchange
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOPosix

/// Brings records to their store off the event loops, many at a time.
///
/// One thread writes; what arrives while it writes forms the next batch, so one flush of the disk
/// serves all calls that wait. The number that wait is bounded: beyond it a record fails at once.
final class RecordQueue: Sendable {
    private struct Entry: Sendable {
        let record: CallRecord
        let done: EventLoopPromise<Void>?
    }

    private struct State {
        var waiting: [Entry] = []
        var isWriting = false
    }

    struct Full: Error {}

    private static let largestBatch = 1_024

    private let state = NIOLockedValueBox(State())
    private let pool = NIOThreadPool(numberOfThreads: 1)
    private let capacity: Int
    private let counters: GatewayCounters
    private let write: @Sendable ([CallRecord]) throws -> Void

    init(
        capacity: Int,
        counters: GatewayCounters,
        write: @escaping @Sendable ([CallRecord]) throws -> Void
    ) {
        self.capacity = capacity
        self.counters = counters
        self.write = write
    }

    func start() {
        pool.start()
    }

    /// Waits for the records submitted so far, then ends the thread.
    func shutdown() async {
        while state.withLockedValue({ $0.isWriting }) {
            await withCheckedContinuation { continuation in
                pool.submit { _ in continuation.resume() }
            }
        }
        try? await pool.shutdownGracefully()
    }

    /// Submits a record; the promise is kept once the record is durable.
    func submit(_ record: CallRecord, done: EventLoopPromise<Void>?) {
        let outcome = state.withLockedValue { state -> (isAccepted: Bool, mustStart: Bool) in
            guard state.waiting.count < capacity else {
                return (false, false)
            }
            state.waiting.append(Entry(record: record, done: done))
            let mustStart = !state.isWriting
            state.isWriting = true
            return (true, mustStart)
        }
        guard outcome.isAccepted else {
            counters.recordsFailed.count()
            done?.fail(Full())
            return
        }
        if outcome.mustStart {
            pool.submit { [self] status in drain(isCancelled: status == .cancelled) }
        }
    }

    private func drain(isCancelled: Bool) {
        while true {
            let batch = state.withLockedValue { state -> [Entry] in
                let batch = Array(state.waiting.prefix(Self.largestBatch))
                state.waiting.removeFirst(batch.count)
                state.isWriting = !batch.isEmpty
                return batch
            }
            guard !batch.isEmpty else {
                return
            }
            do {
                guard !isCancelled else {
                    throw Full()
                }
                try write(batch.map(\.record))
                counters.recordsWritten.count(batch.count)
                for entry in batch {
                    entry.done?.succeed()
                }
            } catch {
                counters.recordsFailed.count(batch.count)
                for entry in batch {
                    entry.done?.fail(error)
                }
            }
        }
    }
}
