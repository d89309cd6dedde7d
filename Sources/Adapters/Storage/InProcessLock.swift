internal import NIOConcurrencyHelpers

/// A lock among the tasks of this process, handed on in the order of asking.
final class InProcessLock: Sendable {
    private struct State {
        var isHeld = false
        var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
        var next = 0
    }

    private let state = NIOLockedValueBox(State())

    /// Waits for the lock.
    ///
    /// - Returns: whether it is held now; false where the task was cancelled.
    func acquire() async -> Bool {
        let id = state.withLockedValue { state in
            state.next += 1
            return state.next
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isMine = state.withLockedValue { state -> Bool? in
                    if Task.isCancelled { return false }
                    if state.isHeld {
                        state.waiting.append((id, continuation))
                        return nil
                    }
                    state.isHeld = true
                    return true
                }
                if let isMine { continuation.resume(returning: isMine) }
            }
        } onCancel: {
            let waiter = state.withLockedValue { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
    }

    func release() {
        let waiter = state.withLockedValue { state in
            if state.waiting.isEmpty {
                state.isHeld = false
                return nil as (id: Int, continuation: CheckedContinuation<Bool, Never>)?
            }
            return state.waiting.removeFirst()
        }
        waiter?.continuation.resume(returning: true)
    }
}
