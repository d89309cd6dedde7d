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

/// One user of an ``InProcessLock``, as SQLite needs no more: one process has the file.
final class InProcessLocking: ExclusiveLocking {
    private let lock: InProcessLock
    private let patience: Duration
    private let takeFence: @Sendable () async throws -> Int64
    private let isHeld = NIOLockedValueBox(false)

    init(
        lock: InProcessLock,
        patience: Duration,
        takeFence: @escaping @Sendable () async throws -> Int64
    ) {
        self.lock = lock
        self.patience = patience
        self.takeFence = takeFence
    }

    func acquire() async throws -> Int64 {
        let (lock, patience) = (lock, patience)
        let isHeldNow = await withTaskGroup(of: Bool?.self) { group in
            group.addTask { await lock.acquire() }
            group.addTask {
                try? await Task.sleep(for: patience)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            // The lock may have been handed over while the time ran out.
            var last = first
            for await other in group where other == true { last = true }
            return last
        }
        guard isHeldNow == true else {
            try Task.checkCancellation()
            throw DatabaseError(.busy, "the lock is held for too long")
        }
        do {
            let fence = try await takeFence()
            isHeld.withLockedValue { $0 = true }
            return fence
        } catch {
            lock.release()
            throw error
        }
    }

    func release() async {
        let wasHeld = isHeld.withLockedValue { isHeld in
            defer { isHeld = false }
            return isHeld
        }
        if wasHeld { lock.release() }
    }

    var isLost: Bool { false }

    func close() async { await release() }
}
