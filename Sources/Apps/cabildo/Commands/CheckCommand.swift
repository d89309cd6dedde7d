import ArgumentParser
import CanonicalJSON
import Charter
import CharterFolder
import Checks
import Governance

/// `cabildo check`: the findings of all checks on a charter.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find what is wrong with a charter.",
        discussion: """
            Exit status: 0 when nothing is found, 1 when there are errors or warnings, 2 when the \
            charter cannot be read.
            """
    )

    /// The forms of a report.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text
        case json
        case sarif
    }

    @Argument(help: "The folder of the charter.")
    var path: String

    @Option(
        name: .customLong("as-of"),
        help: "The day or moment to check for, such as 2026-03-01; now when left out.",
        transform: Moment.parse
    )
    var asOf: Instant?

    @Option(help: "The form of the report.")
    var format = Format.text

    @Flag(help: "One line for each error or warning, nothing more.")
    var quiet = false

    func run() async throws {
        try await run(on: CharterLoading.source(path))
    }

    /// Checks a register from any source.
    func run(on source: RegisterSource) async throws {
        let loaded: SourcedRegister
        do {
            loaded = try await source()
        } catch let problems as CharterProblems {
            throw unusable(problems)
        } catch {
            throw Output.unusable(error)
        }
        let view = RegisterView(loaded.register, at: asOf ?? Moment.now())
        let report = CheckReport(of: view, sources: loaded.sources)
        switch format {
        case .text: Output.write(report.text(quiet: quiet))
        case .json: Output.write(report.json().prettyText() + "\n")
        case .sarif: Output.write(report.sarif().prettyText() + "\n")
        }
        if report.hasFindings { throw ExitCode(1) }
    }

    private func unusable(_ problems: CharterProblems) -> ExitCode {
        switch format {
        case .text: Output.complain(problems.text())
        case .json: Output.write(problems.json().prettyText() + "\n")
        case .sarif: Output.write(problems.sarif().prettyText() + "\n")
        }
        return ExitCode(2)
    }
}
