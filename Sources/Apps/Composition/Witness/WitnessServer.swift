internal import Governance
internal import Hummingbird
public import Logging
internal import ServiceLifecycle
internal import Storage
public import TransparencyLog
internal import UnixSignals
internal import Web
internal import WitnessService

/// The server of a witness.
public struct WitnessServer: Sendable {
    private let home: WitnessHome
    private let logs: [NoteVerifier]
    private let host: String
    private let port: Int
    private let clock: Clock
    private let logger: Logger

    /// Makes a server; nothing is opened before ``run(onListening:)``.
    ///
    /// - Parameters:
    ///   - home: the witness's folder.
    ///   - logs: the keys of the logs that it cosigns.
    ///   - host: the address to listen on.
    ///   - port: the port; 0 lets the system choose.
    ///   - clock: the machine's time, which stands in the cosignatures.
    ///   - logger: where its log lines go.
    public init(
        home: WitnessHome,
        logs: [NoteVerifier],
        host: String,
        port: Int,
        clock: @escaping Clock = SystemClock.now,
        logger: Logger
    ) {
        self.home = home
        self.logs = logs
        self.host = host
        self.port = port
        self.clock = clock
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Parameter onListening: told the port once the server answers.
    /// - Throws: ``CompositionError``, a `DatabaseError`, a `WitnessServiceError`, a `KeyError`, or
    ///   what binding the address throws.
    public func run(onListening: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        guard !logs.isEmpty else {
            throw CompositionError(
                "a witness needs the key of a log",
                help: "name one with `--log`, or a policy that trusts one with `--policy`"
            )
        }
        let signer = try home.signer()
        var settings = DatabaseSettings()
        settings.logger = logger
        let database = try await home.openDatabase(settings)
        do {
            let clock = clock
            let witness = try await Witness(database: database, signer: signer, logs: logs) {
                clock().milliseconds / 1000
            }
            let limits = WitnessRoutes.limits
            let router = Router(context: WebContext.self, options: [.autoGenerateHeadEndpoints])
            let metrics = MetricRegistry()
            router.addStandardMiddleware(limits: limits, metrics: metrics)
            router.addHealth {
                let answers = (try? await witness.checkpoint(ofLogNamed: "")) != nil
                return [ReadinessCheck(name: "storage", isReady: answers)]
            }
            router.addMetrics(metrics)
            WitnessRoutes(witness: witness).add(to: router)
            let server = try WebServer(
                router: router,
                host: host,
                port: port,
                limits: limits,
                logger: logger,
                onListening: onListening
            )
            try await ServiceGroup(
                configuration: .init(
                    services: [server],
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: logger
                )
            ).run()
        } catch {
            try? await database.close()
            throw error
        }
        try await database.close()
        logger.info("stopped")
    }
}
