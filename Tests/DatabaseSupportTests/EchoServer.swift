import Foundation

@testable import DatabaseSupport

#if canImport(Glibc)
import Glibc
#endif

/// A server that sends back what it gets, and keeps it.
final class EchoServer: @unchecked Sendable {
    let port: Int
    private let listener: Int32
    private let lock = NSLock()
    private var bytes: [UInt8] = []
    private var ends = 0

    /// All that it got, over all connections.
    var received: [UInt8] { lock.withLock { bytes } }
    /// How many connections have ended.
    var ended: Int { lock.withLock { ends } }

    init() throws {
        (listener, port) = try LoopbackSocket.listening()
        Thread.detachNewThread { [weak self, listener] in
            while case let client = accept(listener, nil, nil), client >= 0 {
                Thread.detachNewThread { [weak self] in
                    self?.serve(client)
                    close(client)
                }
            }
            close(listener)
        }
    }

    deinit { stop() }

    /// Takes no connection any more.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    private func serve(_ client: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = LoopbackSocket.receive(client, into: &buffer), count > 0 {
            lock.withLock { bytes += buffer[..<count] }
            guard LoopbackSocket.sendAll(buffer[..<count], to: client) else { break }
        }
        lock.withLock { ends += 1 }
    }
}

/// A client of a socket on this machine, whose waiting ends.
final class Client: Sendable {
    private let descriptor: Int32

    init(port: Int) throws {
        guard let descriptor = LoopbackSocket.connected(to: port) else {
            throw SupportFailure("nobody listens on `\(port)`")
        }
        self.descriptor = descriptor
        LoopbackSocket.sendAtOnce(descriptor)
        var limit = timeval(tv_sec: 15, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
    }

    deinit { close(descriptor) }

    func send(_ text: String) { send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) { _ = LoopbackSocket.sendAll(bytes[...], to: descriptor) }

    /// Reads so many bytes, or to the end.
    func read(_ count: Int) -> [UInt8] {
        var got: [UInt8] = []
        while got.count < count {
            var buffer = [UInt8](repeating: 0, count: count - got.count)
            let part = LoopbackSocket.receive(descriptor, into: &buffer)
            guard part > 0 else { break }
            got += buffer[..<part]
        }
        return got
    }

    /// Whether there is nothing to read now, though the connection is open.
    var isQuiet: Bool {
        var byte: UInt8 = 0
        let count = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT) | Int32(MSG_PEEK))
        return count < 0 && errno == EAGAIN
    }
}
