import ArgumentParser
import Composition
import Foundation

/// `cabildo demo-node`: a process of the demo, with the clock that the demo sets.
///
/// A normal `serve` or `gateway` has no such clock.
struct DemoNodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo-node",
        abstract: "A process of the demo.",
        shouldDisplay: false,
        subcommands: [RegisterNode.self, GatewayNodeCommand.self, ServiceNode.self]
    )

    /// The clock of a node.
    struct ClockOption: ParsableArguments {
        @Option(help: "The file of the clock.")
        var clock: String

        /// The clock; from now on the process ends when its standard input closes.
        func start() -> Clock {
            Thread.detachNewThread {
                while !FileHandle.standardInput.availableData.isEmpty {}
                kill(getpid(), SIGTERM)
            }
            return SettableClock(path: clock).now
        }
    }

    /// The register's server.
    struct RegisterNode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "register")
        @OptionGroup var clock: ClockOption
        @OptionGroup var serve: ServeCommand

        func run() async throws { try await serve.run(clock: clock.start()) }
    }

    /// A gateway.
    struct GatewayNodeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "gateway")
        @OptionGroup var clock: ClockOption
        @OptionGroup var gateway: GatewayCommand

        func run() async throws { try await gateway.run(clock: clock.start()) }
    }

    /// The sample civil registry.
    struct ServiceNode: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "service")
        @OptionGroup var clock: ClockOption

        @Option(help: "The file of the people.")
        var people: String

        func run() async throws {
            _ = clock.start()
            do {
                try await SampleRegistry(people: people, logger: Logging.make("registry"))
                    .run(port: 0) { port in Output.write("listening on port \(port)\n") }
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}
