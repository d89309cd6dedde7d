import ArgumentParser
import Charter
import Checks
import Composition
import Governance

/// `cabildo found`: a register from a charter.
struct FoundCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "found",
        abstract: "Found a register from a charter.",
        discussion: """
            Checks the charter, makes the log's key and the exchange's certificate authority, and \
            records the charter as the first entry. A charter with findings that are errors is \
            refused, unless each of their codes is accepted by name.
            """
    )

    @Argument(help: "The folder of the charter.")
    var charter: String

    @Option(help: "The folder of the register; it must not exist yet.")
    var data: String

    @OptionGroup var database: DatabaseOption

    @Option(help: "Found in spite of errors with this code, such as W002; may be repeated.")
    var accept: [String] = []

    @Flag(
        help: """
            Give every official a new key and keep the private halves in DATA/officials: for trying \
            out, since whoever holds the folder can then sign for everyone.
            """
    )
    var newKeys = false

    func run() async throws {
        do {
            let document = try await CharterLoading.document(at: charter)
            let now = SystemClock.now()
            let report = CheckReport(
                of: RegisterView(Register(drafting: document.content), at: now),
                sources: document.sources
            )
            let refused = report.findings.filter { finding in
                finding.severity == .error && !accept.contains(finding.code)
            }
            guard refused.isEmpty else {
                Output.complain(report.text())
                let codes = Set(refused.map(\.code)).sorted().joined(separator: ", ")
                throw CompositionError(
                    "the charter has errors (\(codes)), and no register is founded from it",
                    help: "mend them, or accept each by name with `--accept CODE`"
                )
            }
            let home = try database.home(data)
            let directory = home.directory
            let root = try await Founding.found(
                document.content,
                in: home,
                at: now,
                makingKeys: newKeys
            )
            Output.write(
                """
                founded register `\(document.content.charter.id)` in \(directory.path)
                  \(document.content.items.count) items, register root \(root)
                  log key (public): \(try directory.logVerifierText())
                  database: \(home.database)
                  next: cabildo serve --data \(directory.path)

                """
            )
            if newKeys {
                Output.complain(
                    "warning: the keys of all officials are new and lie in "
                        + "\(directory.path)/officials; for trying out only\n"
                )
            }
        } catch {
            throw Output.unusable(error)
        }
    }
}
