internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTPTypesHTTP1

/// Hummingbird's HTTP/1 channel with our ``ConnectionHandler`` in it.
struct GuardedHTTP1Channel: ServerChildChannel {
    struct Value: ServerChildChannelValue {
        let base: HTTP1Channel.Value
        let connection: WebConnection

        var channel: any Channel { base.channel }
    }

    let base: HTTP1Channel
    let limits: WebLimits
    let isTLS: Bool
    let registry: ConnectionRegistry

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        base.setup(channel: channel, logger: logger)
            .flatMapThrowing { value in
                let connection = WebConnection(remoteAddress: channel.remoteAddress?.ipAddress)
                let pipeline = channel.pipeline.syncOperations
                // Behind the codec the HTTP version is forgotten, so the handler stands before it.
                try pipeline.addHandler(
                    ConnectionHandler(
                        connection: connection,
                        limits: limits,
                        isTLS: isTLS,
                        metrics: registry.metrics
                    ),
                    position: .before(pipeline.handler(type: HTTP1ToHTTPServerCodec.self))
                )
                registry.add(channel)
                return Value(base: value, connection: connection)
            }
    }

    func handle(value: Value, logger: Logger) async {
        await WebConnection.$current.withValue(value.connection) {
            await base.handle(value: value.base, logger: logger)
        }
    }
}
