internal import MerkleTree
internal import NIOConcurrencyHelpers
internal import TransparencyLog

extension Cosigning {
    /// How often a witness may tell another size within one request.
    private static let maximumTries = 3
    /// The most checkpoints for which signatures are gathered at a time.
    private static let maximumGathered = 16

    /// Why a witness's answer is of no use.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Begins a round, if it is time for one.
    ///
    /// - Returns: the witnesses to ask, by their place in the policy, and about what.
    func beginRound() -> [(Int, SignedCheckpoint)] {
        let newest = log.checkpoint
        let now = ContinuousClock.now
        let seconds = ports.nowSeconds()
        return state.withLockedValue { state in
            if let start = state.roundStart {
                guard now - start >= settings.interval else { return [] }
                let isOpen = state.roundPending > 0 && now - start < settings.roundLimit
                if isOpen, !isMet(state.gathered[state.roundSize]) { return [] }
            }
            let size = newest.checkpoint.size
            if state.gathered[size] == nil {
                let isShown = state.shown?.checkpoint == newest.checkpoint
                while state.gathered.count >= Self.maximumGathered,
                    let oldest = state.gathered.keys.min()
                { state.gathered[oldest] = nil }
                state.gathered[size] = isShown ? state.shown : newest
            }
            guard let target = state.gathered[size] else { return [] }
            let due = state.peers.indices.filter { index in
                let peer = state.peers[index]
                guard !peer.isBusy, peer.pausedUntil.map({ $0 <= now }) ?? true else {
                    return false
                }
                let signed = target.timestampSeconds(of: peer.witness.key)
                return signed.map { seconds - $0 >= settings.refreshSeconds } ?? true
            }
            guard !due.isEmpty else { return [] }
            state.roundStart = now
            state.roundSize = size
            state.roundPending = due.count
            state.round += 1
            for index in due {
                state.peers[index].isBusy = true
                state.peers[index].round = state.round
            }
            return due.map { ($0, target) }
        }
    }

    private func isMet(_ signed: SignedCheckpoint?) -> Bool {
        signed.map { (try? policy.judge($0)) != nil } ?? true
    }

    /// Asks one witness about one checkpoint, and takes its signature in.
    func ask(_ index: Int, _ checkpoint: SignedCheckpoint) async {
        let (witness, recorded) = state.withLockedValue { state in
            (state.peers[index].witness, state.peers[index].recorded)
        }
        do {
            let cosignature = try await cosignature(of: witness, on: checkpoint, from: recorded)
            take(cosignature, on: checkpoint, from: index)
            let hadFailed = state.withLockedValue { state in
                defer { state.peers[index].failures = 0 }
                return state.peers[index].failures > 0
            }
            if hadFailed { ports.tell(witness, nil) }
        } catch {
            guard !Task.isCancelled else { return }
            let failures = state.withLockedValue { state in
                state.peers[index].failures += 1
                let failures = state.peers[index].failures
                let pause = min(
                    settings.interval * (1 << min(failures, 10)),
                    settings.longestPause
                )
                state.peers[index].pausedUntil = .now + pause
                end(index, &state)
                return failures
            }
            if failures == 1 { ports.tell(witness, "\(error)") }
        }
    }

    private func cosignature(
        of witness: WitnessPolicy.Witness,
        on checkpoint: SignedCheckpoint,
        from recorded: Int
    ) async throws -> Cosignature {
        let size = checkpoint.checkpoint.size
        var old = min(recorded, size)
        for _ in 0..<Self.maximumTries {
            let request = try await log.request(checkpoint, from: old)
            switch try await ports.ask(witness, request) {
            case .conflict(let told):
                // Where several servers ask, another one may be ahead of this one.
                guard told <= size else {
                    throw Failure(
                        description: "it has recorded \(told) entries, and this log has \(size)"
                    )
                }
                old = told
            case .signed(let answer):
                let cosignature = try Cosignature(
                    answer: answer,
                    to: checkpoint,
                    from: witness.key
                )
                let difference = cosignature.timestampSeconds.subtractingReportingOverflow(
                    ports.nowSeconds()
                )
                guard !difference.overflow,
                    difference.partialValue.magnitude <= settings.toleranceSeconds.magnitude
                else { throw Failure(description: "its clock differs too much from ours") }
                return cosignature
            }
        }
        throw Failure(description: "it tells one size after the other")
    }

    private func take(
        _ cosignature: Cosignature,
        on checkpoint: SignedCheckpoint,
        from index: Int
    ) {
        let size = checkpoint.checkpoint.size
        state.withLockedValue { state in
            if var gathered = state.gathered[size] {
                if (try? gathered.add(cosignature)) != nil { state.gathered[size] = gathered }
            }
            state.peers[index].recorded = size
            state.peers[index].pausedUntil = nil
            end(index, &state)
        }
    }

    /// A witness has answered, or failed to; only an answer of this round is one less to wait for.
    private func end(_ index: Int, _ state: inout State) {
        state.peers[index].isBusy = false
        if state.peers[index].round == state.round { state.roundPending -= 1 }
    }
}
