internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// The connections of one event loop to other gateways and applications.
final class UpstreamPool {
    typealias Ready = (Result<UpstreamHandler, UpstreamFailure>) -> Void

    private let eventLoop: any EventLoop
    private let gateway: GatewayContext
    private var idle: [UpstreamDestination: [UpstreamHandler]] = [:]
    private var connecting: [ObjectIdentifier: UpstreamHandler] = [:]
    private var isClosed = false

    init(eventLoop: any EventLoop, gateway: GatewayContext) {
        self.eventLoop = eventLoop
        self.gateway = gateway
    }

    /// Finds or makes a connection.
    ///
    /// - Parameters:
    ///   - destination: Where to.
    ///   - isFresh: Whether a connection used before will not do.
    ///   - ready: Called once, on the loop; the connection is the caller's until released.
    func acquire(_ destination: UpstreamDestination, isFresh: Bool, ready: @escaping Ready) {
        if !isFresh, let handler = idle[destination]?.popLast() {
            gateway.counters.upstreamReused.count()
            ready(.success(handler))
            return
        }
        gateway.counters.upstreamOpened.count()
        let gateway = gateway
        ClientBootstrap(group: eventLoop)
            .connectTimeout(.milliseconds(gateway.configuration.timeouts.connect))
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Self.prepare(channel, destination, gateway)
                }
            }
            .connect(host: destination.address.host, port: destination.address.port)
            .assumeIsolated()
            .whenComplete { [self] result in
                connected(result, ready: ready)
            }
    }

    /// Takes a connection back; it must be open and between two calls.
    func release(_ handler: UpstreamHandler) {
        guard !isClosed else {
            handler.close()
            return
        }
        handler.idleSince = eventLoop.now
        idle[handler.destination, default: []].append(handler)
    }

    /// Forgets a connection that has ended.
    func forget(_ handler: UpstreamHandler) {
        connecting[ObjectIdentifier(handler)] = nil
        idle[handler.destination]?.removeAll { $0 === handler }
    }

    /// Ends connections that wait too long, for a call or for a handshake.
    func expire(_ now: NIODeadline) {
        let timeouts = gateway.configuration.timeouts
        for (destination, handlers) in idle {
            let reuse =
                destination.institution == nil ? timeouts.applicationReuse : timeouts.peerReuse
            for handler in handlers where now - handler.idleSince > .milliseconds(reuse) {
                handler.close()
            }
            if handlers.isEmpty {
                idle[destination] = nil
            }
        }
        for handler in Array(connecting.values)
        where now - handler.idleSince > .milliseconds(timeouts.connect) {
            handler.close()
        }
    }

    /// Ends all unused connections and takes none back from now on.
    func closeAll() {
        isClosed = true
        for handler in idle.values.flatMap({ $0 }) + Array(connecting.values) {
            handler.close()
        }
    }

    private func connected(_ result: Result<any Channel, any Error>, ready: @escaping Ready) {
        guard case .success(let channel) = result,
            let handler = try? channel.pipeline.syncOperations.handler(type: UpstreamHandler.self)
        else {
            ready(.failure(.unreachable))
            return
        }
        connecting[ObjectIdentifier(handler)] = handler
        handler.pool = self
        handler.idleSince = eventLoop.now
        handler.whenReady { [self] outcome in
            connecting[ObjectIdentifier(handler)] = nil
            ready(outcome.map { handler })
        }
    }

    private static func prepare(
        _ channel: any Channel,
        _ destination: UpstreamDestination,
        _ gateway: GatewayContext
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if destination.institution != nil {
            try pipeline.addHandler(
                NIOSSLClientHandler(context: gateway.clientTLS, serverHostname: nil)
            )
        }
        var framing = HTTPRequestEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try pipeline.addHandler(HTTPRequestEncoder(configuration: framing))
        try pipeline.addHandler(
            ByteToMessageHandler(
                HTTPResponseDecoder(
                    leftOverBytesStrategy: .dropBytes,
                    informationalResponseStrategy: .drop,
                    limitConfiguration: gateway.decoderLimits(
                        isBetweenGateways: destination.institution != nil
                    )
                )
            )
        )
        try pipeline.addHandler(NIOHTTPRequestHeadersValidator())
        try pipeline.addHandler(UpstreamHandler(destination, gateway: gateway))
    }
}
