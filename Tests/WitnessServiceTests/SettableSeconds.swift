import NIOConcurrencyHelpers

/// A clock that a test sets.
final class SettableSeconds: Sendable {
    private let box: NIOLockedValueBox<Int64>

    init(_ seconds: Int64) { box = NIOLockedValueBox(seconds) }

    var now: Int64 {
        get { box.withLockedValue { $0 } }
        set { box.withLockedValue { $0 = newValue } }
    }
}
