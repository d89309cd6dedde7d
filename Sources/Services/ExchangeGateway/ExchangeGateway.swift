public import DataExchange
public import Logging
internal import NIOConcurrencyHelpers
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// The data plane of the exchange at one institution.
///
/// It has two edges. At the consumer edge the institution's own systems call in plaintext on the
/// loopback address; the gateway asks for a ruling and sends the call to the provider's gateway
/// over mutual TLS. At the provider edge other gateways call over mutual TLS; the gateway takes
/// the institution from the verified certificate, asks for a ruling again and calls the
/// application.
///
/// Contracts of the closures: `decide` and `directory` are called on event loops for every call
/// and must return without blocking. `record` is called with one or more records in order, one call
/// at a time; once it returns they must be durable. If it throws, each of these calls is
/// answered with `logging_failed` and nothing of the application's answer goes out. A record is
/// written before the first byte of the answer; a second one, of kind `close`, follows where the
/// byte counts were not known by then.
public final class ExchangeGateway: Sendable {
    private struct Running {
        let group: MultiThreadedEventLoopGroup
        let loops: [NIOLoopBound<LoopState>]
        let listeners: [any Channel]
    }

    private enum State {
        case new
        case running(Running)
        case ended
    }

    private let context: GatewayContext
    private let state = NIOLockedValueBox(State.new)

    /// Prepares a gateway; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - configuration: The settings.
    ///   - decide: The ruling on a call.
    ///   - directory: What the register says of a member; nil if it does not know it.
    ///   - record: Makes records durable.
    ///   - clock: The time in milliseconds since 1970.
    ///   - logger: Where faults are reported; never paths, bodies or header values.
    /// - Throws: ``ConfigurationFault``, or an error of the TLS library for unusable credentials.
    public init(
        configuration: ExchangeGatewayConfiguration,
        decide: @escaping @Sendable (ExchangeCall) -> ExchangeDecision,
        directory: @escaping @Sendable (MemberIdentifier) -> DirectoryEntry?,
        record: @escaping @Sendable ([CallRecord]) async throws -> Void,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) throws {
        try configuration.validate()
        context = try GatewayContext(
            configuration: configuration,
            decide: decide,
            directory: directory,
            record: record,
            clock: clock,
            logger: logger
        )
    }

    /// The counters at this moment.
    public var snapshot: GatewaySnapshot {
        context.counters.snapshot()
    }

    /// Opens the edges.
    ///
    /// - Returns: The ports on which the gateway listens.
    /// - Throws: ``ConfigurationFault`` if it was started before, or the system's error if an
    ///   address cannot be bound; nothing stays open then.
    public func start() async throws -> BoundPorts {
        guard case .new = state.withLockedValue({ $0 }) else {
            throw ConfigurationFault(.alreadyStarted, "the gateway was started before")
        }
        let configuration = context.configuration
        let group = MultiThreadedEventLoopGroup(
            numberOfThreads: configuration.threads ?? System.coreCount
        )
        var loops: [NIOLoopBound<LoopState>] = []
        for loop in group.makeIterator() {
            let context = context
            loops.append(
                try await loop.submit {
                    NIOLoopBound(LoopState(eventLoop: loop, gateway: context), eventLoop: loop)
                }.get()
            )
        }
        var listeners: [any Channel] = []
        do {
            for (role, address) in [
                (ExchangeRole.consumer, configuration.consumerEdge),
                (ExchangeRole.provider, configuration.providerEdge),
            ] {
                if let address {
                    listeners.append(try await listen(role, address, group, loops))
                }
            }
        } catch {
            await close(Running(group: group, loops: loops, listeners: listeners))
            throw error
        }
        let running = Running(group: group, loops: loops, listeners: listeners)
        state.withLockedValue { $0 = .running(running) }
        var ports = listeners.map { $0.localAddress?.port }
        let consumer = configuration.consumerEdge == nil ? nil : ports.removeFirst()
        let provider = configuration.providerEdge == nil ? nil : ports.removeFirst()
        return BoundPorts(consumer: consumer, provider: provider)
    }

    /// Stops listening, lets calls under way end within the configured time, then closes all.
    public func shutdown() async {
        let running = state.withLockedValue { state -> Running? in
            guard case .running(let running) = state else {
                return nil
            }
            state = .ended
            return running
        }
        if let running {
            await close(running)
        }
    }

    private func close(_ running: Running) async {
        for listener in running.listeners {
            try? await listener.close()
        }
        await withTaskGroup(of: Void.self) { tasks in
            for loop in running.loops {
                let promise = loop.eventLoop.makePromise(of: Void.self)
                loop.eventLoop.execute { loop.value.drain(promise: promise) }
                tasks.addTask { try? await promise.futureResult.get() }
            }
        }
        await context.records.shutdown()
        try? await running.group.shutdownGracefully()
    }

    private func listen(
        _ role: ExchangeRole,
        _ address: NetworkAddress,
        _ group: MultiThreadedEventLoopGroup,
        _ loops: [NIOLoopBound<LoopState>]
    ) async throws -> any Channel {
        let context = context
        let open = NIOLockedValueBox(0)
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                let counters = context.counters
                let isAccepted = open.withLockedValue { open -> Bool in
                    guard open < context.configuration.limits.connections else {
                        return false
                    }
                    open += 1
                    return true
                }
                guard isAccepted else {
                    counters.connectionsRefused.count()
                    return channel.close()
                }
                counters.connectionsAccepted.count()
                counters.connectionsOpen.count()
                channel.closeFuture.whenComplete { _ in
                    open.withLockedValue { $0 -= 1 }
                    counters.connectionsOpen.count(-1)
                }
                return channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops.first(where: { $0.eventLoop === channel.eventLoop })
                    else {
                        throw ChannelError.inappropriateOperationForState
                    }
                    try Self.prepare(channel, role, loop.value)
                }
            }
            .bind(host: address.host, port: address.port)
            .get()
    }

    private static func prepare(
        _ channel: any Channel,
        _ role: ExchangeRole,
        _ loop: LoopState
    ) throws {
        let pipeline = channel.pipeline.syncOperations
        if role == .provider {
            try pipeline.addHandler(NIOSSLServerHandler(context: loop.gateway.serverTLS))
        }
        var framing = HTTPResponseEncoder.Configuration()
        framing.automaticallySetFramingHeaders = false
        try pipeline.addHandler(HTTPResponseEncoder(configuration: framing))
        try pipeline.addHandler(
            ByteToMessageHandler(
                HTTPRequestDecoder(
                    leftOverBytesStrategy: .dropBytes,
                    informationalResponseStrategy: .drop,
                    limitConfiguration: loop.gateway.decoderLimits(
                        isBetweenGateways: role == .provider
                    )
                )
            )
        )
        try pipeline.addHandler(NIOHTTPResponseHeadersValidator())
        try pipeline.addHandler(FrontHandler(role: role, loop: loop))
    }
}
