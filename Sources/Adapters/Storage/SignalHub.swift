internal import NIOConcurrencyHelpers

/// Hands signals to those in this process who wait for them.
final class SignalHub: Sendable {
    private struct State {
        var isFinished = false
        var next = 0
        var waiting: [String: [Int: AsyncStream<Void>.Continuation]] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// A stream with an element after each signal; signals that are not taken are merged.
    func stream(on channel: String) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(
            bufferingPolicy: .bufferingNewest(1)
        )
        let id = state.withLockedValue { state -> Int? in
            guard !state.isFinished else { return nil }
            state.next += 1
            state.waiting[channel, default: [:]][state.next] = continuation
            return state.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLockedValue { _ = $0.waiting[channel]?.removeValue(forKey: id) }
        }
        return stream
    }

    /// Signals on channels.
    func send(_ channels: Set<String>) {
        if channels.isEmpty { return }
        let continuations = state.withLockedValue { state in
            channels.flatMap { state.waiting[$0].map { Array($0.values) } ?? [] }
        }
        for continuation in continuations { continuation.yield() }
    }

    /// Signals on every channel, as some may have been missed.
    func sendAll() { send(Set(state.withLockedValue { Array($0.waiting.keys) })) }

    /// Ends all streams.
    func finish() {
        let continuations = state.withLockedValue { state in
            state.isFinished = true
            defer { state.waiting = [:] }
            return state.waiting.values.flatMap { Array($0.values) }
        }
        for continuation in continuations { continuation.finish() }
    }
}

/// The channels on which a transaction signalled, until it commits.
final class PendingSignals {
    var names: Set<String> = []
}
