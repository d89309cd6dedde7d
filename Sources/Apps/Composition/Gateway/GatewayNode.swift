internal import DataExchange
internal import ExchangeGateway
internal import Governance
internal import Hummingbird
internal import LogClient
public import Logging
internal import NIOConcurrencyHelpers
internal import NIOSSL
internal import ServiceLifecycle
internal import Storage
internal import TransparencyLog
internal import UnixSignals
internal import Web

/// The gateway of one institution: follows the log, rules by it, and carries calls.
public final class GatewayNode: Sendable {
    /// The ports on which a gateway answers.
    public struct Ports: Sendable, Hashable {
        /// Where the institution's own systems call.
        public let consumer: Int?
        /// Where other gateways call.
        public let provider: Int?
    }

    private let configuration: GatewayConfiguration
    private let clock: Clock
    private let logger: Logger
    private let isFollowing = NIOLockedValueBox(false)

    /// Makes a gateway; nothing is opened before ``run(onListening:)``.
    public init(configuration: GatewayConfiguration, clock: @escaping Clock, logger: Logger) {
        self.configuration = configuration
        self.clock = clock
        self.logger = logger
    }

    /// Carries calls until SIGTERM or SIGINT; then lets calls under way end.
    ///
    /// - Parameter onListening: told the ports once the gateway answers.
    /// - Throws: ``CompositionError`` when the configuration cannot be used, or when there is no
    ///   register to rule by; a `DatabaseError` or a `CallLogFault` when records could not be
    ///   stored; what binding an address throws.
    public func run(onListening: @escaping @Sendable (Ports) async -> Void) async throws {
        try FolderMaker.make(configuration.data)
        let source = try LogSource(parsing: configuration.log)
        let follower = try RegisterFollower(
            verifier: try NoteVerifier(text: configuration.logKey),
            source: source,
            mirror: LogMirror(folder: configuration.data + "/log")
        )
        try await firstReading(follower)
        let calls = try await CallKeeping.open(configuration, logger: logger)
        do {
            try await run(follower, calls, onListening)
        } catch {
            try? await calls.close()
            throw error
        }
        try await calls.close()
        logger.info("stopped")
    }

    private func run(
        _ follower: RegisterFollower,
        _ calls: CallKeeping,
        _ onListening: @escaping @Sendable (Ports) async -> Void
    ) async throws {
        let gateway = try gateway(ruling: follower.published, recording: calls.log)
        var services: [any ServiceLifecycle.Service] = [
            Following(node: self, follower: follower), Carrying(gateway: gateway),
            RecordRecovery(log: calls.log, logger: logger),
        ]
        if let operations = configuration.operations {
            let metrics = GatewayMetrics(
                gateway: gateway,
                published: follower.published,
                database: calls.database
            )
            services.append(try operationsServer(at: operations, metrics, calls.log))
        }
        let ports = try await gateway.start()
        await onListening(Ports(consumer: ports.consumer, provider: ports.provider))
        try await ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        ).run()
    }

    /// Reads the copy of the log, then the log itself; one of the two must give a register.
    private func firstReading(_ follower: RegisterFollower) async throws {
        do {
            try await follower.loadMirror()
        } catch {
            logger.error(
                "the copy of the log is damaged and is not used",
                metadata: ["error": "\(error)"]
            )
        }
        // A gateway with a copy rules by it at once; the log is read as soon as it answers.
        guard follower.published.register.head == nil else { return }
        do {
            try await follower.refresh()
            isFollowing.withLockedValue { $0 = true }
        } catch {
            throw CompositionError(
                "there is no register to rule by: \(error)",
                help: "see that `log` and `log_key` are right and the register is served"
            )
        }
    }

    /// Reads what is new, and tells when that begins or ends to work.
    fileprivate func follow(_ follower: RegisterFollower) async {
        do {
            let count = try await follower.refresh()
            let wasFollowing = isFollowing.withLockedValue { state in
                defer { state = true }
                return state
            }
            if !wasFollowing { logger.info("the log can be read again") }
            if count > 0 { logger.info("the register moved on", metadata: ["entries": "\(count)"]) }
        } catch  where Task.isCancelled {
            return
        } catch {
            let wasFollowing = isFollowing.withLockedValue { state in
                defer { state = false }
                return state
            }
            let isEvidence = (error as? LogClientError)?.isEvidence == true || error is Refusal
            if isEvidence || wasFollowing {
                logger.log(
                    level: isEvidence ? .critical : .warning,
                    isEvidence
                        ? "the log contradicts itself; ruling goes on by what was checked before"
                        : "the log cannot be read; ruling goes on by what was checked before",
                    metadata: ["error": "\(error)"]
                )
            }
        }
    }

    fileprivate var pollMilliseconds: Int64 {
        max(100, configuration.poll?.milliseconds ?? 1000)
    }

    private func gateway(
        ruling published: PublishedRegister,
        recording calls: CallLog
    ) throws -> ExchangeGateway {
        var peers: [String: NetworkAddress] = [:]
        for (name, text) in configuration.peers { peers[name] = try Self.address(text, port: nil) }
        let clock = clock
        let rulings = GatewayRulings(
            published: published,
            peers: peers,
            clock: clock,
            logger: logger
        )
        return try ExchangeGateway(
            configuration: try exchangeConfiguration(published.register),
            decide: rulings.decide,
            directory: rulings.entry(for:),
            record: { try await calls.append($0) },
            clock: { clock().milliseconds },
            logger: logger
        )
    }

    private func exchangeConfiguration(
        _ register: Register
    ) throws -> ExchangeGatewayConfiguration {
        let view = RegisterView(register, at: clock())
        guard let head = register.head,
            let institution = view.inForce(configuration.institution.text, in: \.institutions)
        else {
            throw CompositionError(
                "institution `\(configuration.institution)` is not in the register"
            )
        }
        let member = try MemberIdentifier(
            instance: head.instance,
            memberClass: institution.memberClass,
            memberCode: institution.id.text
        )
        var exchange = ExchangeGatewayConfiguration(
            institution: try InstitutionIdentity(
                register: head.id.text,
                institution: institution.id.text
            ),
            members: [member],
            credentials: try Self.credentials(configuration, of: head.id)
        )
        exchange.consumerEdge = try configuration.consumer.map { try Self.address($0, port: nil) }
        exchange.providerEdge = try configuration.provider.map { try Self.address($0, port: nil) }
        exchange.faultStyle = configuration.legacyFaults ? .camelCase : .lowerCase
        for (name, address) in configuration.services {
            guard let service = view.inForce(name, in: \.services),
                service.institution == institution.id
            else {
                throw CompositionError(
                    "`\(name)` is not a service of `\(institution.id)` in the register"
                )
            }
            let identifier = try ServiceIdentifier(
                member: member,
                subsystemCode: service.subsystem.text,
                serviceCode: service.code.text
            )
            exchange.services[identifier] = try Self.provider(address)
        }
        return exchange
    }

    private func operationsServer(
        at text: String,
        _ metrics: GatewayMetrics,
        _ calls: CallLog
    ) throws -> WebServer {
        let address = try Self.address(text, port: nil)
        let router = Router(context: WebContext.self)
        router.addStandardMiddleware(limits: WebLimits(), metrics: metrics.registry)
        let isFollowing = isFollowing
        router.addHealth {
            [
                ReadinessCheck(name: "log", isReady: isFollowing.withLockedValue { $0 }),
                ReadinessCheck(name: "records", isReady: calls.canStore),
            ]
        }
        router.addMetrics(metrics.registry) { metrics.update() }
        return try WebServer(
            router: router,
            host: address.host,
            port: address.port,
            logger: logger
        )
    }
}

/// Keeps the register up to date.
private struct Following: ServiceLifecycle.Service {
    let node: GatewayNode
    let follower: RegisterFollower

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await node.follow(follower)
                try? await Task.sleep(for: .milliseconds(node.pollMilliseconds))
            }
        }
    }
}

/// Ends the data plane in order.
private struct Carrying: ServiceLifecycle.Service {
    let gateway: ExchangeGateway

    func run() async throws {
        try? await gracefulShutdown()
        await gateway.shutdown()
    }
}
