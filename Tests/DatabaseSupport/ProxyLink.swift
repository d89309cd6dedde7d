import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// One connection through a proxy: its two sockets, and the two threads that forward.
final class ProxyLink: @unchecked Sendable {
    let client: Int32
    private let state: ProxyState
    // INVARIANT: all of it is guarded by the lock of the state.
    var server: Int32?
    var isSevered = false
    /// Whether what the server sends from now on is lost.
    var losesAnswer = false
    var hasAnswered = false
    /// How many threads still forward.
    var directions = 1
    /// The last bytes that the client sent: a text may come over several packets.
    private var tail: [UInt8] = []

    init(client: Int32, state: ProxyState) {
        self.client = client
        self.state = state
    }

    /// Connects to the server and forwards, until one side ends or the link is cut.
    func serve(target: Int) {
        LoopbackSocket.sendAtOnce(client)
        guard state.pass(self), let server = LoopbackSocket.connected(to: target) else {
            state.finish(self)
            return
        }
        LoopbackSocket.sendAtOnce(server)
        guard state.connect(self, to: server) else {
            state.finish(self)
            return
        }
        Thread.detachNewThread { [self] in
            forwardDown(from: server)
            state.finish(self)
        }
        forwardUp(to: server)
        state.finish(self)
    }

    private func forwardUp(to server: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = LoopbackSocket.receive(client, into: &buffer)
            guard state.pass(self), count > 0 else { return }
            let arming = state.cut(self, onSeeing: buffer[..<count])
            if arming?.moment == .beforeForwarding { return }
            guard LoopbackSocket.sendAll(buffer[..<count], to: server) else { return }
            if let arming {
                state.cutAfterAnswer(self, within: arming.limit)
                return
            }
        }
    }

    private func forwardDown(from server: Int32) {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = LoopbackSocket.receive(server, into: &buffer)
            guard state.pass(self), count > 0 else { return }
            if state.swallows(self) { continue }
            guard LoopbackSocket.sendAll(buffer[..<count], to: client) else { return }
        }
    }

    /// Ends both connections; the threads wake from their reading and end.
    func sever() {
        isSevered = true
        shutdown(client, Int32(SHUT_RDWR))
        if let server { shutdown(server, Int32(SHUT_RDWR)) }
    }

    /// Whether a text ends in these bytes, which may have begun in those before.
    func completes(_ pattern: [UInt8], with bytes: ArraySlice<UInt8>) -> Bool {
        let seen = tail.suffix(pattern.count - 1) + bytes
        return seen.withUnsafeBytes { seen in
            pattern.withUnsafeBytes { pattern in
                guard let first = pattern.first, let text = pattern.baseAddress else {
                    return false
                }
                var place = seen.baseAddress
                while let from = place, let end = seen.baseAddress.map({ $0 + seen.count }),
                    let start = memchr(from, Int32(first), end - from),
                    end - UnsafeRawPointer(start) >= pattern.count
                {
                    if memcmp(start, text, pattern.count) == 0 { return true }
                    place = UnsafeRawPointer(start) + 1
                }
                return false
            }
        }
    }

    /// Keeps the end of what the client sent, longer than any text that tests look for.
    func remember(_ bytes: ArraySlice<UInt8>) {
        tail = Array((tail + bytes.suffix(4096)).suffix(4096))
    }
}
