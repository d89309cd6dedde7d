import ArgumentParser
import Composition
import Governance
import Logging
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
    }

    @Option(help: "The folder of the register.")
    var data: String

    @OptionGroup var database: DatabaseOption

    @Option(
        help: "A YAML file with `host`, `port` and `database`; options on the command line win."
    )
    var config: String?

    @Option(help: "The address to listen on; 127.0.0.1 when left out.")
    var host: String?

    @Option(help: "The port to listen on, 0 for any; 8080 when left out.")
    var port: Int?

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
