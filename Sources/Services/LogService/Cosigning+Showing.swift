internal import MerkleTree
internal import NIOConcurrencyHelpers
internal import TransparencyLog

extension Cosigning {
    /// Shows what may be shown now; called by one task alone.
    func show() async {
        guard let next = next() else { return }
        do {
            try await ports.keep(next)
        } catch {
            // It was not kept, so it is not shown; the next turn tries again.
            return
        }
        state.withLockedValue { state in
            state.shown = next
            state.behindSince = nil
            let size = next.checkpoint.size
            state.gathered = state.gathered.filter { $0.key >= size }
        }
    }

    /// The checkpoint to show in the place of the one that is shown; nil where that stays.
    private func next() -> SignedCheckpoint? {
        let newest = log.checkpoint
        let now = ContinuousClock.now
        let (shown, gathered, isLate) = state.withLockedValue { state in
            let isBehind = newest.checkpoint.size > state.shown?.checkpoint.size ?? -1
            if !isBehind {
                state.behindSince = nil
            } else if state.behindSince == nil {
                state.behindSince = now
            }
            let isLate = state.behindSince.map { now - $0 >= settings.patience } ?? false
            return (state.shown, state.gathered, isLate)
        }
        let sizes = gathered.keys.filter { $0 >= shown?.checkpoint.size ?? 0 }.sorted(by: >)
        for size in sizes {
            guard let candidate = gathered[size], candidate != shown else { continue }
            // More signatures on what is shown are better than fewer, quorum or not.
            let isSame = size == shown?.checkpoint.size
            if isSame || (try? policy.judge(candidate)) != nil { return candidate }
        }
        guard isLate, !settings.isQuorumRequired else { return nil }
        return gathered[newest.checkpoint.size] ?? newest
    }
}
