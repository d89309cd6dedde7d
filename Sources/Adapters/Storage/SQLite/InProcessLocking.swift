internal import NIOConcurrencyHelpers

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
                // The limit to the waiting; cancelled when the lock comes first.
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
