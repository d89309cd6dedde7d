internal import NIOConcurrencyHelpers

/// Lets a task be cancelled from outside up to the point at which its commit is sent.
final class CancelSwitch: Sendable {
    private enum State {
        case waiting
        case running(PostgresCanceller)
        case committing
        case ended
    }

    private let state = NIOLockedValueBox<(state: State, isCancelled: Bool)>((.waiting, false))

    var isCancelled: Bool { state.withLockedValue { $0.isCancelled } }

    /// The transaction begins on a connection.
    func open(_ canceller: PostgresCanceller) throws {
        try state.withLockedValue { state in
            if state.isCancelled { throw CancellationError() }
            state.state = .running(canceller)
        }
    }

    /// The commit is about to be sent: from here on nothing stops it.
    func close() throws {
        try state.withLockedValue { state in
            if state.isCancelled { throw CancellationError() }
            state.state = .committing
        }
    }

    func end() { state.withLockedValue { $0.state = .ended } }

    func cancel() {
        let canceller = state.withLockedValue { state -> PostgresCanceller? in
            switch state.state {
            case .waiting: state.isCancelled = true
            case .running(let canceller):
                state.isCancelled = true
                return canceller
            case .committing, .ended: break
            }
            return nil
        }
        canceller?.cancelInBackground()
    }
}
