public import Hummingbird
internal import HummingbirdCore
internal import HummingbirdTLS
public import Logging
internal import NIOCore
internal import NIOSSL
public import ServiceLifecycle

/// An HTTP/1.1 server with our limits, to be run by a service group.
public struct WebServer: Service {
    private let application: Application<RouterResponder<WebContext>>
    private let registry: ConnectionRegistry
    private let limits: WebLimits
    private let logger: Logger

    /// Makes a server.
    ///
    /// - Parameters:
    ///   - router: the routes; see ``Router/addStandardMiddleware(limits:metrics:)``.
    ///   - host: the address to listen on, such as `127.0.0.1`.
    ///   - port: the port to listen on; 0 lets the system choose.
    ///   - limits: the bounds on what clients send.
    ///   - tls: certificate and client verification; plain HTTP where nil.
    ///   - metrics: where connections are counted; they are not where nil.
    ///   - logger: where its log lines go.
    ///   - onListening: told the port once the server accepts connections.
    /// - Throws: ``WebServerError`` where the TLS settings cannot be used.
    public init(
        router: Router<WebContext>,
        host: String,
        port: Int,
        limits: WebLimits = WebLimits(),
        tls: WebTLS? = nil,
        metrics: MetricRegistry? = nil,
        logger: Logger,
        onListening: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
    ) throws(WebServerError) {
        let registry = ConnectionRegistry(metrics: metrics.map(ConnectionMetrics.init))
        let base = Self.builder(limits, isTLS: tls != nil, registry)
        let builder: HTTPServerBuilder
        if let configuration = try tls?.configuration {
            // The context is made once here, so that a wrong key is found before start-up ends.
            guard (try? NIOSSLContext(configuration: configuration)) != nil,
                let secure = try? HTTPServerBuilder.tls(base, tlsConfiguration: configuration)
            else { throw .invalidTLS }
            builder = secure
        } else {
            builder = base
        }
        self.registry = registry
        self.limits = limits
        self.logger = logger
        application = Application(
            router: router,
            server: builder,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(
                    limits.maximumConnections,
                    logger: logger
                )
            ),
            onServerRunning: { channel in await onListening(channel.localAddress?.port ?? port) },
            logger: logger
        )
    }

    /// How many connections are open.
    public var connectionCount: Int { registry.count }

    /// Serves until its service group shuts down.
    ///
    /// A graceful shutdown stops accepting, lets requests in flight end, and closes what is left
    /// after ``WebLimits/drainTimeout``.
    ///
    /// - Throws: what binding the address throws.
    public func run() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await application.run()
                return true
            }
            group.addTask {
                try await gracefulShutdown()
                try await Task.sleep(for: limits.drainTimeout)
                return false
            }
            defer { group.cancelAll() }
            if try await group.next() == false {
                logger.warning(
                    "closing connections that did not end in time",
                    metadata: ["connections": "\(registry.count)"]
                )
                registry.closeAll()
                group.cancelAll()
                // Cancelled on purpose: how the framework reports that does not matter.
                _ = await group.nextResult()
            }
        }
    }

    private static func builder(
        _ limits: WebLimits,
        isTLS: Bool,
        _ registry: ConnectionRegistry
    ) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
                maxHeaderFieldSize: limits.maximumHeaderBytes,
                maxHeaderListSize: limits.maximumHeaderBytes,
                maxHeaderFieldCount: limits.maximumHeaderCount
            )
            return GuardedHTTP1Channel(
                base: HTTP1Channel(
                    responder: responder,
                    configuration: HTTP1Channel.Configuration(httpDecoderConfiguration: decoder)
                ),
                limits: limits,
                isTLS: isTLS,
                registry: registry
            )
        }
    }
}
