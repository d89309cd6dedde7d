internal import Governance
internal import GovernanceService
internal import Hummingbird
internal import LogService
public import Logging
internal import Portal
internal import ServiceLifecycle
internal import Storage
internal import TransparencyLog
internal import UnixSignals
internal import Web

/// The server of a register: its API, its log and its pages over one database.
public struct RegisterServer: Sendable {
    /// How the server is reached.
    public struct Settings: Sendable, Hashable {
        /// The address to listen on.
        public var host = "127.0.0.1"
        /// The port; 0 lets the system choose.
        public var port = 8080

        /// The default settings.
        public init() {}
    }

    private let directory: DataDirectory
    private let settings: Settings
    private let clock: Clock
    private let logger: Logger

    /// Makes a server; nothing is opened before ``run(onListening:)``.
    public init(
        directory: DataDirectory,
        settings: Settings,
        clock: @escaping Clock,
        logger: Logger
    ) {
        self.directory = directory
        self.settings = settings
        self.clock = clock
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT; then lets requests in flight end, and closes the database.
    ///
    /// - Parameter onListening: told the port once the server answers.
    /// - Throws: ``CompositionError``, a `DatabaseError`, a `LogServiceError`, a `Refusal` when the
    ///   log does not replay, or what binding the address throws.
    public func run(onListening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        guard directory.isFounded else {
            throw CompositionError(
                "`\(directory.path)` holds no register",
                help: "make one with `cabildo found`"
            )
        }
        let database = try Database.open(
            .sqlite(path: directory.databasePath),
            migrations: LogSchema.migrations
        )
        let log = try DurableLog(database: database, signer: try directory.logSigner())
        let register = try replay(log)
        let clock = clock
        let registrar = try Registrar(
            register: register,
            append: { try await log.append($0, at: $1) },
            now: clock,
            logger: logger
        )
        let server = try WebServer(
            router: try router(log, registrar),
            host: settings.host,
            port: settings.port,
            limits: limits,
            logger: logger,
            onListening: onListening
        )
        logger.info(
            "the register is rebuilt from its log",
            metadata: ["entries": "\(register.position)", "path": "\(directory.path)"]
        )
        try await ServiceGroup(
            configuration: .init(
                services: [server],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        ).run()
        try database.close()
        logger.info("stopped")
    }

    private var limits: WebLimits { WebLimits() }

    private func replay(_ log: DurableLog) throws -> Register {
        var register = Register()
        do {
            try log.forEachEntry { try register.append(try Entry(canonical: $0)) }
        } catch let refusal as Refusal {
            throw CompositionError(
                "entry \(register.position) of the log does not hold: \(refusal)",
                help: "the log was written by another version, or by other rules; do not serve it"
            )
        }
        return register
    }

    private func router(_ log: DurableLog, _ registrar: Registrar) throws -> Router<WebContext> {
        let router = Router(
            context: WebContext.self,
            options: [.autoGenerateHeadEndpoints]
        )
        let metrics = MetricRegistry()
        router.addStandardMiddleware(limits: limits, metrics: metrics)
        router.addHealth {
            [
                ReadinessCheck(
                    name: "log",
                    isReady: log.checkpoint.checkpoint.size == registrar.published.mark.position
                ),
                ReadinessCheck(name: "storage", isReady: registrar.canStore),
            ]
        }
        router.addMetrics(metrics)
        LogRoutes(log: log).add(to: router)
        GovernanceRoutes(registrar: registrar, now: clock).add(to: router)
        try PortalRoutes(
            published: registrar.published,
            checkpoint: {
                let signed = log.checkpoint
                return (String(decoding: signed.bytes, as: UTF8.self), signed.checkpoint.size)
            },
            now: clock
        ).add(to: router)
        return router
    }
}
