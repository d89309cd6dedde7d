internal import CPostgres
internal import Dispatch
internal import NIOConcurrencyHelpers

/// Asks the server, from any thread, to stop what it does for one connection.
final class PostgresCanceller: Sendable {
    private struct Handle: @unchecked Sendable {
        // Owned here and used under the lock; libpq allows its use from any thread.
        var pointer: OpaquePointer?
        var users = 0
        var isClosed = false
    }

    private let handle: NIOLockedValueBox<Handle>

    init(_ pointer: OpaquePointer) { handle = NIOLockedValueBox(Handle(pointer: pointer)) }

    /// Asks at once, without making the caller wait: the asking takes a connection of its own.
    func cancelInBackground() {
        let pointer = handle.withLockedValue { handle -> UInt? in
            guard !handle.isClosed, let pointer = handle.pointer else { return nil }
            handle.users += 1
            return UInt(bitPattern: pointer)
        }
        guard let pointer else { return }
        DispatchQueue.global().async { [self] in
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(OpaquePointer(bitPattern: pointer), &message, 256)
            handle.withLockedValue { handle in
                handle.users -= 1
                Self.freeUnused(&handle)
            }
        }
    }

    /// Called when the connection is closed.
    func close() {
        handle.withLockedValue { handle in
            handle.isClosed = true
            Self.freeUnused(&handle)
        }
    }

    private static func freeUnused(_ handle: inout Handle) {
        guard handle.isClosed, handle.users == 0, let pointer = handle.pointer else { return }
        PQfreeCancel(pointer)
        handle.pointer = nil
    }
}
