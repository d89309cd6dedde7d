internal import Governance
internal import GovernanceService
internal import Hummingbird
internal import LogService
public import Logging
internal import Portal
internal import ServiceLifecycle
internal import Storage
public import TransparencyLog
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
        /// The witnesses that cosign the log's checkpoints, with their addresses, and the quorum.
        public var witnesses: WitnessPolicy?
        /// Whether no checkpoint is shown before the quorum is met.
        public var isQuorumRequired = false

        /// The default settings.
        public init() {}
    }

    private let home: RegisterHome
    private let settings: Settings
    private let clock: Clock
    private let logger: Logger

    /// Makes a server; nothing is opened before ``run(onListening:)``.
    public init(
        home: RegisterHome,
        settings: Settings,
        clock: @escaping Clock,
        logger: Logger
    ) {
        self.home = home
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
        try home.requireFounded()
        let hold = try home.directory.hold()
        defer { withExtendedLifetime(hold) {} }
        var databaseSettings = DatabaseSettings()
        databaseSettings.logger = logger
        let database = try await home.openDatabase(databaseSettings)
        let log = try await home.openLog(database)
        let register = try await log.reduce(into: Register()) { try $0.replay($1) }
        guard register.position > 0 else {
            throw CompositionError(
                "\(home.database) holds no register",
                help: "make one with `cabildo found`, or name another database"
            )
        }
        try await log.confirm()
        let clock = clock
        let store = try RegisterStore(log, over: database)
        let registrar = try Registrar(
            register: register,
            store: store,
            logKeys: try home.directory.logKeyGuard(),
            now: clock,
            logger: logger
        )
        let cosigning = try await home.openCosigning(of: log, settings, logger)
        let server = try WebServer(
            router: try router(log, registrar, database, cosigning),
            host: settings.host,
            port: settings.port,
            limits: limits,
            logger: logger,
            onListening: onListening
        )
        logger.info(
            "the register is rebuilt from its log",
            metadata: [
                "entries": "\(register.position)", "path": "\(home.directory.path)",
                "database": "\(home.database)",
            ]
        )
        var services: [any ServiceLifecycle.Service] = [
            server, FollowingTheStore(registrar: registrar, database: database),
        ]
        if let cosigning { services.append(AskingTheWitnesses(cosigning: cosigning)) }
        try await ServiceGroup(
            configuration: .init(
                services: services,
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        ).run()
        await store.close()
        try await database.close()
        logger.info("stopped")
    }

    private var limits: WebLimits { WebLimits() }

    private func router(
        _ log: DurableLog,
        _ registrar: Registrar,
        _ database: Database,
        _ cosigning: Cosigning?
    ) throws -> Router<WebContext> {
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
        let figures = StorageFigures(database, in: metrics)
        let logFigures = LogFigures(log, cosigning, in: metrics)
        router.addMetrics(metrics) {
            figures.update()
            logFigures.update()
        }
        LogRoutes(log: log, cosigning: cosigning).add(to: router)
        GovernanceRoutes(registrar: registrar, now: clock).add(to: router)
        let verifier = try NoteVerifier(text: try home.directory.logVerifierText())
        try PortalRoutes(
            published: registrar.published,
            log: {
                let shown = cosigning?.shown ?? log.checkpoint
                return PortalLog(log.view(under: shown), verifier)
            },
            now: clock
        ).add(to: router)
        return router
    }
}

/// Takes in what other processes over the same database record, and finds out when a store that
/// failed can be written to again.
private struct FollowingTheStore: ServiceLifecycle.Service {
    let registrar: Registrar
    let database: Database
    /// How long a lost signal can go unnoticed.
    private static let interval = Duration.seconds(1)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await _ in database.signals(on: DurableLog.channel) {
                        await registrar.follow()
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        // A lost signal and a mended disk tell nobody: it takes a look.
                        try? await Task.sleep(for: Self.interval)
                        await registrar.follow()
                    }
                }
            }
        }
    }
}

extension PortalLog {
    fileprivate init(_ view: LogView, _ verifier: NoteVerifier) {
        self.init(
            checkpoint: view.checkpoint,
            verifier: verifier,
            entries: { try await view.entries($0) },
            proof: { try await view.inclusion(of: $0).proof }
        )
    }
}
