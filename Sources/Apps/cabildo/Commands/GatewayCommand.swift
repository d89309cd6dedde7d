import ArgumentParser
import Composition
import Storage

/// `cabildo gateway`: the gateway of one institution.
struct GatewayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gateway",
        abstract: "Run the exchange gateway of an institution.",
        discussion: """
            Follows the register's log, checks and replays it, and rules on every call by itself. \
            docs/operating/gateway.md lists the members of the configuration file.
            """
    )

    /// The option by which the database of the records is chosen.
    struct DatabaseOption: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The database of the records of calls: sqlite:PATH, or postgres://HOST/NAME.",
                discussion: "It wins over `database` in the configuration; without both, "
                    + "calls.sqlite in the gateway's folder."
            )
        )
        var database: String?

        /// Warns of a password that others can see.
        func warn() {
            guard let database,
                case .postgres(let server)? = try? DatabaseLocation(parsing: database),
                server.holdsPassword
            else { return }
            Output.complain(
                "warning: whoever can list this machine's processes reads the password in "
                    + "--database; a password file (PGPASSFILE) keeps it hidden\n"
            )
        }
    }

    @Option(help: "The configuration file, YAML.")
    var config: String

    @OptionGroup var database: DatabaseOption

    func run() async throws {
        try await run(clock: SystemClock.now)
    }

    /// Runs with a clock of the caller's.
    func run(clock: @escaping Clock) async throws {
        do {
            var configuration = try ConfigurationFile.read(
                GatewayConfiguration.self,
                from: config
            )
            configuration.database = database.database ?? configuration.database
            database.warn()
            try await GatewayNode(
                configuration: configuration,
                clock: clock,
                logger: Logging.make("gateway of \(configuration.institution)")
            ).run { ports in
                let consumer = ports.consumer.map { "information systems on port \($0)" }
                let provider = ports.provider.map { "gateways on port \($0)" }
                let edges = [consumer, provider].compactMap(\.self).joined(separator: ", ")
                Output.write("listening for \(edges)\n")
            }
        } catch {
            throw Output.unusable(error)
        }
    }
}
