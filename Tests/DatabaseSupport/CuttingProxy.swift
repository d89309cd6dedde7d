import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A proxy on 127.0.0.1 that loses connections on demand.
public final class CuttingProxy: @unchecked Sendable {
    /// When a connection is cut.
    public enum Moment: Sendable {
        /// Before the bytes reach the server.
        case beforeForwarding
        /// After the server has answered, whose answer is lost.
        case afterAnswer
    }

    private struct Arming {
        let moment: Moment
        let pattern: [UInt8]
    }

    /// The port to connect to.
    public let port: Int
    private let target: Int
    private let listener: Int32
    // All of it is read and written under the lock.
    private let lock = NSLock()
    private var arming: Arming?
    private var isStalled = false
    private var isRefusing = false
    private var descriptors: Set<Int32> = []
    private var cutCount = 0
    private var connectionCount = 0

    /// Begins to listen, and to forward to `target`.
    public init(to target: Int) throws {
        self.target = target
        (listener, port) = try LoopbackSocket.listening()
        let listener = listener
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                guard let self else {
                    close(client)
                    return
                }
                serve(client)
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// How many connections were cut on demand.
    public var cuts: Int { lock.withLock { cutCount } }
    /// How many connections there were.
    public var connections: Int { lock.withLock { connectionCount } }

    /// Cuts the next connection on which the client sends the text; once.
    public func cut(_ moment: Moment, whenClientSends text: String) {
        lock.withLock { arming = Arming(moment: moment, pattern: Array(text.utf8)) }
    }

    /// Cuts all connections now.
    public func severAll() {
        let open = lock.withLock { descriptors }
        for descriptor in open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    /// Swallows everything from now on, or no longer.
    public func stall(_ isStalled: Bool) { lock.withLock { self.isStalled = isStalled } }

    /// Closes new connections at once, or no longer.
    public func refuse(_ isRefusing: Bool) { lock.withLock { self.isRefusing = isRefusing } }

    private func serve(_ client: Int32) {
        let isRefused = lock.withLock {
            connectionCount += 1
            return isRefusing
        }
        guard !isRefused, let server = LoopbackSocket.connected(to: target) else {
            close(client)
            return
        }
        lock.withLock { _ = (descriptors.insert(client), descriptors.insert(server)) }
        let link = Link(client: client, server: server)
        Thread.detachNewThread { [self] in
            forward(link, isUpward: true)
            finish(link)
        }
        Thread.detachNewThread { [self] in
            forward(link, isUpward: false)
            finish(link)
        }
    }

    /// One connection: both sockets, and whether the server's next answer is to be lost.
    private final class Link: @unchecked Sendable {
        let client: Int32
        let server: Int32
        var losesAnswer = false
        var ended = 0

        init(client: Int32, server: Int32) {
            self.client = client
            self.server = server
        }
    }

    private func forward(_ link: Link, isUpward: Bool) {
        let (from, to) = isUpward ? (link.client, link.server) : (link.server, link.client)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var tail: [UInt8] = []
        while true {
            let count = read(from, &buffer, buffer.count)
            guard count > 0 else { return }
            if lock.withLock({ isStalled }) { continue }
            if isUpward {
                let moment = lock.withLock { () -> Moment? in
                    guard let arming else { return nil }
                    let seen = tail + buffer[..<count]
                    tail = Array(seen.suffix(max(0, arming.pattern.count - 1)))
                    guard Self.contains(seen, arming.pattern) else { return nil }
                    self.arming = nil
                    cutCount += 1
                    if arming.moment == .afterAnswer { link.losesAnswer = true }
                    return arming.moment
                }
                if moment == .beforeForwarding { return }
            } else if lock.withLock({ link.losesAnswer }) {
                return
            }
            var sent = 0
            while sent < count {
                let part = buffer[sent..<count].withUnsafeBytes {
                    send(to, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard part > 0 else { return }
                sent += part
            }
        }
    }

    private func finish(_ link: Link) {
        shutdown(link.client, Int32(SHUT_RDWR))
        shutdown(link.server, Int32(SHUT_RDWR))
        lock.withLock {
            link.ended += 1
            guard link.ended == 2 else { return }
            for descriptor in [link.client, link.server] {
                descriptors.remove(descriptor)
                close(descriptor)
            }
        }
    }

    private static func contains(_ bytes: [UInt8], _ pattern: [UInt8]) -> Bool {
        guard bytes.count >= pattern.count else { return false }
        return (0...(bytes.count - pattern.count)).contains { start in
            bytes[start..<start + pattern.count].elementsEqual(pattern)
        }
    }
}
