import LogClient
import NIOConcurrencyHelpers
import TransparencyLog

/// A clock that a test sets.
final class SettableSeconds: Sendable {
    private let box: NIOLockedValueBox<Int64>

    init(_ seconds: Int64) { box = NIOLockedValueBox(seconds) }

    var now: Int64 {
        get { box.withLockedValue { $0 } }
        set { box.withLockedValue { $0 = newValue } }
    }
}

/// What a client was answered.
final class SettableAnswer: Sendable {
    private let box = NIOLockedValueBox<Result<AddCheckpoint.Answer, LogClientError>?>(nil)

    var value: Result<AddCheckpoint.Answer, LogClientError>? { box.withLockedValue { $0 } }

    func set(_ answer: Result<AddCheckpoint.Answer, LogClientError>) {
        box.withLockedValue { $0 = answer }
    }
}
