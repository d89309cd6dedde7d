import ArgumentParser
import Composition

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

    @Option(help: "The configuration file, YAML.")
    var config: String

    func run() async throws {
        try await run(clock: SystemClock.now)
    }

    /// Runs with a clock of the caller's.
    func run(clock: @escaping Clock) async throws {
        do {
            let configuration = try ConfigurationFile.read(
                GatewayConfiguration.self,
                from: config
            )
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
