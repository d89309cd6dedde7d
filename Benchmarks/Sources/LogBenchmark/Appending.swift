import LogService

/// Takes entries from many writers and appends together what has come in, as the registrar does.
actor Appending {
    private struct Waiting {
        let entry: [UInt8]
        let answer: CheckedContinuation<Void, any Error>
    }

    private let log: DurableLog
    private let maximumBatch: Int
    private var waiting: [Waiting] = []
    private var isWriting = false
    private var position: Int
    private(set) var batches = 0

    init(_ log: DurableLog, maximumBatch: Int) {
        self.log = log
        self.maximumBatch = maximumBatch
        position = log.checkpoint.checkpoint.size
    }

    /// Returns when the entry is durable and a checkpoint over it is signed.
    func append(_ entry: [UInt8]) async throws {
        try await withCheckedThrowingContinuation { answer in
            waiting.append(Waiting(entry: entry, answer: answer))
            guard !isWriting else { return }
            isWriting = true
            Task { await self.writeAll() }
        }
    }

    private func writeAll() async {
        while !waiting.isEmpty {
            let batch = Array(waiting.prefix(maximumBatch))
            waiting.removeFirst(batch.count)
            do {
                try await log.append(batch.map(\.entry), at: position)
                position += batch.count
                batches += 1
                for one in batch { one.answer.resume() }
            } catch {
                for one in batch { one.answer.resume(throwing: error) }
            }
        }
        isWriting = false
    }
}
