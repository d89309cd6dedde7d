import ArgumentParser
import CanonicalJSON
import Composition

/// `cabildo doctor`: whether everything that a register depends on is in order.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check folder, keys, database, log, clock, disk and certificates.",
        discussion: """
            Changes nothing, and works while the register is served; run it as the server's user. \
            Exit status: 0 when there is no error, 1 when there are errors, 2 when there is no \
            register to look at.
            """
    )

    @Option(help: "The folder of the register.")
    var data: String

    @OptionGroup var database: DatabaseOption

    @Option(help: "The configuration file of a gateway whose certificate is checked too.")
    var gateway: String?

    @Option(help: "The form of the answer.")
    var format = OutputFormat.text

    func run() async throws {
        let diagnosis: Diagnosis
        do {
            diagnosis = try await Doctor(of: try database.home(data), gateway: gateway).examine()
        } catch {
            throw Output.unusable(error)
        }
        switch format {
        case .text: Output.write(diagnosis.text)
        case .json: Output.write(diagnosis.json.prettyText() + "\n")
        }
        if diagnosis.hasErrors { throw ExitCode(1) }
    }
}
