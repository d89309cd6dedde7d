internal import CPostgres
internal import Foundation
internal import Logging
internal import NIOConcurrencyHelpers

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#endif

/// Hears what other transactions signal (`LISTEN`), on a connection and a thread of its own.
///
/// INVARIANT: after each connecting every stream gets an element, since signals may have been
/// missed; so a reader that looks at the database after each element misses nothing.
final class PostgresListener: Sendable {
    private struct State {
        var isStarted = false
        var isClosed = false
        var wake: Int32 = -1
    }

    private let server: PostgresServer
    private let observer: StatementObserver
    private let hub = SignalHub()
    private let state = NIOLockedValueBox(State())
    private let ended = DispatchGroup()

    init(_ server: PostgresServer, _ observer: StatementObserver) {
        self.server = server
        self.observer = observer
    }

    /// PostgreSQL's channel for all signals in a schema.
    static func channel(of schema: String) -> String { "cabildo_\(schema)".prefixed(63) }

    func signals(on channel: String) -> AsyncStream<Void> {
        let stream = hub.stream(on: channel)
        startOnce()
        return stream
    }

    func close() async {
        hub.finish()
        let isRunning = state.withLockedValue { state in
            state.isClosed = true
            if state.wake >= 0 { _ = Self.write(to: state.wake) }
            return state.isStarted
        }
        guard isRunning else { return }
        await withCheckedContinuation { continuation in
            ended.notify(queue: .global()) { continuation.resume() }
        }
    }

    private func startOnce() {
        let mustStart = state.withLockedValue { state in
            guard !state.isStarted, !state.isClosed else { return false }
            state.isStarted = true
            return true
        }
        guard mustStart else { return }
        ended.enter()
        let thread = Thread { [self] in
            listen()
            ended.leave()
        }
        thread.name = "postgres-listen"
        thread.start()
    }

    private var isClosed: Bool { state.withLockedValue { $0.isClosed } }

    private func listen() {
        var pipes: [Int32] = [-1, -1]
        guard pipe(&pipes) == 0 else { return }
        let (reading, writing) = (pipes[0], pipes[1])
        state.withLockedValue { $0.wake = writing }
        defer {
            state.withLockedValue { $0.wake = -1 }
            _ = Glibc.close(reading)
            _ = Glibc.close(writing)
        }
        var pause: Int32 = 100
        while !isClosed {
            do {
                try hear(reading)
                pause = 100
            } catch {
                if isClosed { return }
                observer.note("the connection for signals was lost", "\(error)")
                // Waits, unless it is told to end.
                var descriptor = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
                _ = poll(&descriptor, 1, pause)
                pause = min(2000, pause * 2)
            }
        }
    }

    /// Hears signals until the connection is lost or the listener is closed.
    private func hear(_ wake: Int32) throws(DatabaseError) {
        let connection = try PostgresConnection(server)
        try connection.leavePipeline()
        let name = Self.channel(of: connection.schema)
        _ = try connection.simple("LISTEN \"\(name.replacing("\"", with: "\"\""))\"")
        hub.sendAll()
        while !isClosed {
            var descriptors = [
                pollfd(fd: PQsocket(connection.raw), events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&descriptors, 2, 15_000)
            if ready < 0, errno != EINTR { throw connection.lost() }
            if ready == 0 {
                // A word now and then finds a server that vanished without closing.
                connection.deadline = .now + .seconds(5)
                _ = try connection.simple("SELECT 1")
            } else if PQconsumeInput(connection.raw) == 0 {
                throw connection.lost()
            }
            hub.send(Self.notifications(connection.raw))
        }
    }

    private static func notifications(_ raw: OpaquePointer) -> Set<String> {
        var channels: Set<String> = []
        while let notification = PQnotifies(raw) {
            channels.insert(String(cString: notification.pointee.extra))
            PQfreemem(notification)
        }
        return channels
    }

    private static func write(to descriptor: Int32) -> Int {
        var byte: UInt8 = 1
        return Glibc.write(descriptor, &byte, 1)
    }
}

extension String {
    /// The text, cut to a number of bytes at a character's border.
    func prefixed(_ count: Int) -> String {
        var result = self
        while result.utf8.count > count { result.removeLast() }
        return result
    }
}
