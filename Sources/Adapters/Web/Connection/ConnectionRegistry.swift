internal import NIOConcurrencyHelpers
internal import NIOCore

/// The open connections of a server.
final class ConnectionRegistry: Sendable {
    let metrics: ConnectionMetrics?
    private let channels = NIOLockedValueBox<[ObjectIdentifier: any Channel]>([:])

    init(metrics: ConnectionMetrics?) { self.metrics = metrics }

    var count: Int { channels.withLockedValue(\.count) }

    func add(_ channel: any Channel) {
        let key = ObjectIdentifier(channel)
        channels.withLockedValue { $0[key] = channel }
        metrics?.open.add(1)
        channel.closeFuture.whenComplete { [self] _ in
            channels.withLockedValue { _ = $0.removeValue(forKey: key) }
            metrics?.open.add(-1)
        }
    }

    /// Closes all of them without waiting for their requests.
    func closeAll() {
        for channel in channels.withLockedValue({ Array($0.values) }) {
            channel.triggerUserOutboundEvent(ForceClose(), promise: nil)
        }
    }
}
