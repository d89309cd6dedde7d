internal import NIOCore
internal import Synchronization

/// The open connections of a server.
final class ConnectionRegistry: Sendable {
    let metrics: ConnectionMetrics?
    private let channels = Mutex<[ObjectIdentifier: any Channel]>([:])

    init(metrics: ConnectionMetrics?) { self.metrics = metrics }

    var count: Int { channels.withLock(\.count) }

    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        channels.withLock { $0[key] = channel }
        metrics?.open.add(1)
        channel.closeFuture.whenComplete { [self] _ in
            channels.withLock { _ = $0.removeValue(forKey: key) }
            metrics?.open.add(-1)
        }
    }

    /// Closes all of them without waiting for their requests.
    func closeAll() {
        for channel in channels.withLock({ Array($0.values) }) {
            channel.triggerUserOutboundEvent(ForceClose(), promise: nil)
        }
    }
}
