import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// What the threads of a proxy share.
final class ProxyState: @unchecked Sendable {
    /// A cut to come.
    struct Arming {
        let moment: CuttingProxy.Moment
        let pattern: [UInt8]
        let limit: Duration
    }

    // INVARIANT: everything below, and everything of the links but their descriptors, is read and
    // written under this lock; it is signalled when any of it changes.
    private let condition = NSCondition()
    private let listener: Int32
    private var armings: [Arming] = []
    private var isStalled = false
    private var isRefusing = false
    private var isClosed = false
    private var links: [ObjectIdentifier: ProxyLink] = [:]
    private var cutCount = 0
    private var connectionCount = 0

    init(listener: Int32) { self.listener = listener }

    var cuts: Int { condition.withLock { cutCount } }
    var connections: Int { condition.withLock { connectionCount } }

    func arm(_ arming: Arming) {
        guard !arming.pattern.isEmpty else { return }
        condition.withLock { armings.append(arming) }
    }

    func disarm() { condition.withLock { armings = [] } }

    func refuse(_ isRefusing: Bool) { condition.withLock { self.isRefusing = isRefusing } }

    func stall(_ isStalled: Bool) {
        condition.withLock {
            self.isStalled = isStalled
            condition.broadcast()
        }
    }

    func severAll() {
        condition.withLock {
            for link in links.values { link.sever() }
            condition.broadcast()
        }
    }

    /// Ends the listening thread, and all connections.
    func close() {
        condition.withLock {
            isClosed = true
            shutdown(listener, Int32(SHUT_RDWR))
            for link in links.values { link.sever() }
            condition.broadcast()
        }
    }

    /// Takes a connection; nil where it is refused, and closed.
    func admit(_ client: Int32) -> ProxyLink? {
        condition.withLock {
            connectionCount += 1
            guard !isRefusing, !isClosed else {
                Glibc.close(client)
                return nil
            }
            let link = ProxyLink(client: client, state: self)
            links[ObjectIdentifier(link)] = link
            return link
        }
    }

    /// Waits while the proxy is stalled.
    ///
    /// - Returns: false where the link is cut.
    func pass(_ link: ProxyLink) -> Bool {
        condition.withLock {
            while isStalled, !link.isSevered { condition.wait() }
            return !link.isSevered
        }
    }

    /// Gives the link its server; false where it was cut before.
    func connect(_ link: ProxyLink, to server: Int32) -> Bool {
        condition.withLock {
            link.server = server
            guard !link.isSevered else { return false }
            link.directions = 2
            return true
        }
    }

    /// The cut that these bytes of the client call for; a cut before forwarding is carried out.
    func cut(_ link: ProxyLink, onSeeing bytes: ArraySlice<UInt8>) -> Arming? {
        condition.withLock {
            defer { link.remember(bytes) }
            guard let index = armings.firstIndex(where: { link.completes($0.pattern, with: bytes) })
            else { return nil }
            let arming = armings.remove(at: index)
            switch arming.moment {
            case .beforeForwarding:
                cutCount += 1
                link.sever()
            case .afterAnswer:
                link.losesAnswer = true
            }
            return arming
        }
    }

    /// Whether what the server sent is to be swallowed.
    func swallows(_ link: ProxyLink) -> Bool {
        condition.withLock {
            if link.losesAnswer {
                link.hasAnswered = true
                condition.broadcast()
            }
            return link.losesAnswer
        }
    }

    /// Waits for the answer that is to be lost, and cuts.
    func cutAfterAnswer(_ link: ProxyLink, within limit: Duration) {
        let seconds = Double(limit.components.seconds) + Double(limit.components.attoseconds) / 1e18
        let end = Date(timeIntervalSinceNow: seconds)
        condition.withLock {
            while !link.hasAnswered, !link.isSevered {
                guard condition.wait(until: end) else { break }
            }
            guard !link.isSevered else { return }
            cutCount += 1
            link.sever()
        }
    }

    /// One direction has ended, and with it both; the second closes the descriptors.
    func finish(_ link: ProxyLink) {
        condition.withLock {
            link.sever()
            link.hasAnswered = true
            condition.broadcast()
            link.directions -= 1
            guard link.directions == 0 else { return }
            links[ObjectIdentifier(link)] = nil
            Glibc.close(link.client)
            if let server = link.server { Glibc.close(server) }
        }
    }
}
