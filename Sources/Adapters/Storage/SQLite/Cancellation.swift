internal import Synchronization

/// Whether the task that asked for a transaction was cancelled; read by the thread that runs it.
final class Cancellation: Sendable {
    private let requested = Atomic(false)

    var isRequested: Bool { requested.load(ordering: .relaxed) }

    func request() { requested.store(true, ordering: .relaxed) }

    /// Throws where the task was cancelled.
    func check() throws(CancellationError) {
        if isRequested { throw CancellationError() }
    }
}
