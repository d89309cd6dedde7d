import ArgumentParser
import Composition
import Foundation
import Governance
import UnixSignals

/// `cabildo demo`: the demo republic, from its charter to the first governed call.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Found the demo republic, run it, and walk through a first decision.",
        discussion: """
            Everything runs in a scratch folder, on free ports of this machine, and is removed at \
            the end. Exit status 0 when every step of the walk happened as it says.
            """
    )

    @Option(help: "The folder of the demo republic's charter.")
    var charter = "Examples/costa-verde"

    @Option(help: "The people of the sample civil registry.")
    var people = "Examples/services/civil-registry/people.json"

    @Flag(help: "Leave after the walk.")
    var tourOnly = false

    @Option(help: "The port of the register's server; 0 for any.")
    var port = 0

    func run() async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let demo = DemoRepublic(charter: charter, people: people, port: port)
        do {
            try await demo.start()
            try await demo.walk { Output.write($0 + "\n") }
            if !tourOnly {
                Output.write(await demo.directions)
                for await _ in signals { break }
                Output.write("stopping ...\n")
            }
            await demo.stop()
        } catch {
            Output.complain("the walk stopped: \(error)\n\(await demo.lastLogLines)")
            await demo.stop()
            throw ExitCode(1)
        }
    }
}
