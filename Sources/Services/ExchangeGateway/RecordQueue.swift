internal import DataExchange
internal import NIOConcurrencyHelpers
internal import NIOCore

/// Brings records to their store off the event loops, many at a time.
///
/// One batch is written at a time; what arrives meanwhile forms the next, so one transaction serves
/// all calls that wait. The number that wait is bounded: beyond it a record fails at once.
final class RecordQueue: Sendable {
    private struct Entry: Sendable {
        let record: CallRecord
        let done: EventLoopPromise<Void>?
    }

    private struct State {
        var waiting: [Entry] = []
        var isWriting = false
        var isClosed = false
        var idle: [CheckedContinuation<Void, Never>] = []
    }

    /// The queue is full, or has ended.
    struct Full: Error {}

    private static let largestBatch = 1_024

    private let state = NIOLockedValueBox(State())
    private let capacity: Int
    private let counters: GatewayCounters
    private let write: @Sendable ([CallRecord]) async throws -> Void

    init(
        capacity: Int,
        counters: GatewayCounters,
        write: @escaping @Sendable ([CallRecord]) async throws -> Void
    ) {
        self.capacity = capacity
        self.counters = counters
        self.write = write
    }

    /// Takes no more records, and waits for those submitted so far.
    func shutdown() async {
        await withCheckedContinuation { continuation in
            let isIdle = state.withLockedValue { state in
                state.isClosed = true
                if state.isWriting { state.idle.append(continuation) }
                return !state.isWriting
            }
            if isIdle { continuation.resume() }
        }
    }

    /// Submits a record; the promise is kept once the record is durable.
    func submit(_ record: CallRecord, done: EventLoopPromise<Void>?) {
        let outcome = state.withLockedValue { state -> (isAccepted: Bool, mustStart: Bool) in
            guard state.waiting.count < capacity, !state.isClosed else {
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
            Task { await drain() }
        }
    }

    private func drain() async {
        while let batch = nextBatch() {
            do {
                try await write(batch.map(\.record))
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

    private func nextBatch() -> [Entry]? {
        let (batch, idle) = state.withLockedValue { state in
            let batch = Array(state.waiting.prefix(Self.largestBatch))
            state.waiting.removeFirst(batch.count)
            state.isWriting = !batch.isEmpty
            var idle: [CheckedContinuation<Void, Never>] = []
            if batch.isEmpty { swap(&idle, &state.idle) }
            return (batch, idle)
        }
        for continuation in idle { continuation.resume() }
        return batch.isEmpty ? nil : batch
    }
}
