import ArgumentParser
import Composition
import Governance
import Logging
import TransparencyLog
import Web

/// `cabildo serve`: the register's API, log and pages.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Serve a register: its API, its log and its pages.",
        discussion: "Stops on SIGTERM or Ctrl-C, once requests under way have ended."
    )

    /// What a configuration file may say.
    struct File: Decodable {
        let host: String?
        let port: Int?
        let database: String?
        let witnesses: String?
        let witnessQuorum: WitnessQuorum?

        private enum CodingKeys: String, CodingKey {
            case host, port, database, witnesses
            case witnessQuorum = "witness_quorum"
        }
    }

    /// Whether checkpoints wait for their witnesses.
    enum WitnessQuorum: String, Decodable, ExpressibleByArgument, CaseIterable {
        /// A checkpoint waits a few seconds for its quorum, then is shown without.
        case preferred
        /// No checkpoint is shown without its quorum.
        case required
    }

    @Option(help: "The folder of the register.")
    var data: String

    @OptionGroup var database: DatabaseOption

    @Option(
        help: """
            A YAML file with `host`, `port`, `database`, `witnesses` and `witness_quorum`; options on \
            the command line win.
            """
    )
    var config: String?

    @Option(help: "The address to listen on; 127.0.0.1 when left out.")
    var host: String?

    @Option(help: "The port to listen on, 0 for any; 8080 when left out.")
    var port: Int?

    @Option(
        help: """
            A policy whose witnesses, where they have a URL, are asked to cosign each checkpoint, and \
            whose quorum decides which one is shown.
            """
    )
    var witnesses: String?

    @Option(
        help: """
            `preferred`: a checkpoint is shown without its quorum after some seconds, as when left \
            out. `required`: it never is.
            """
    )
    var witnessQuorum: WitnessQuorum?

    func run() async throws {
        try await run(clock: SystemClock.now)
    }

    /// Serves with a clock of the caller's.
    func run(clock: @escaping Clock) async throws {
        do {
            let file = try config.map { try ConfigurationFile.read(File.self, from: $0) }
            var settings = RegisterServer.Settings()
            settings.host = host ?? file?.host ?? settings.host
            settings.port = port ?? file?.port ?? settings.port
            guard (0...65_535).contains(settings.port) else {
                throw CompositionError("a port is a number from 0 to 65535")
            }
            settings.witnesses = try (witnesses ?? file?.witnesses).map(PolicyFile.read)
            let required = (witnessQuorum ?? file?.witnessQuorum) == .required
            guard !required || settings.witnesses?.quorum != nil else {
                throw CompositionError(
                    "a quorum is required, and there is none",
                    help: "name a policy that has one with `--witnesses`"
                )
            }
            settings.isQuorumRequired = required
            let address = settings.host
            try await RegisterServer(
                home: try database.home(data, or: file?.database),
                settings: settings,
                clock: clock,
                logger: Logging.make("register")
            ).run { port in
                Output.write("listening on http://\(address):\(port)\n")
            }
        } catch {
            throw Output.unusable(error)
        }
    }
}

/// The structured logs of servers.
enum Logging {
    /// A logger that writes JSON lines to standard error, with the machine's time.
    static func make(_ label: String) -> Logger {
        Logger(label: label) { label in
            JSONLinesLogHandler(label: label, now: { SystemClock.now().milliseconds })
        }
    }
}
