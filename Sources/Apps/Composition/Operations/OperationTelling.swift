internal import NIOConcurrencyHelpers

/// How a long command tells its user what it does.
public struct OperationTelling: Sendable {
    /// A line that stays.
    public var say: @Sendable (_ line: String) -> Void
    /// How far a piece of work is, in bytes; the total where it is known.
    public var progress: @Sendable (_ work: String, _ done: Int64, _ total: Int64?) -> Void

    /// Makes one; nothing is told where a closure is left out.
    public init(
        say: @escaping @Sendable (_ line: String) -> Void = { _ in },
        progress: @escaping @Sendable (_ work: String, _ done: Int64, _ total: Int64?) -> Void = {
            _,
            _,
            _ in
        }
    ) {
        self.say = say
        self.progress = progress
    }
}

/// Whether a command was told to stop, for work that runs where no task can be asked.
final class Cancellation: Sendable {
    private let box = NIOLockedValueBox(false)

    /// Runs a body that asks ``check()`` now and then, and is stopped when its task is cancelled.
    static func watching<T: Sendable>(
        _ body: @Sendable (Cancellation) async throws -> T
    ) async throws -> T {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try await body(cancellation)
        } onCancel: {
            cancellation.box.withLockedValue { $0 = true }
        }
    }

    /// Throws a `CancellationError` once the task was cancelled.
    func check() throws {
        if box.withLockedValue({ $0 }) { throw CancellationError() }
    }
}
