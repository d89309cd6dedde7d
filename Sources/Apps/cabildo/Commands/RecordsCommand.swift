import ArgumentParser
import Composition
import Foundation
import Governance
import Storage

/// `cabildo records`: the records of calls that gateways keep.
struct RecordsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "records",
        abstract: "Check, export or show the records of calls of gateways.",
        discussion: "All but `migrate` only read, also while gateways run.",
        subcommands: [Verify.self, Export.self, Show.self, Anchor.self, Migrate.self]
    )

    /// The options by which the database is chosen.
    struct Place: ParsableArguments {
        @Option(help: "The configuration file of a gateway.")
        var config: String?

        @OptionGroup var database: GatewayCommand.DatabaseOption

        /// Where the records are.
        func location() throws -> DatabaseLocation {
            database.warn()
            if let config {
                var file = try ConfigurationFile.read(GatewayConfiguration.self, from: config)
                file.database = database.database ?? file.database
                return try file.databaseLocation()
            }
            guard let text = database.database else {
                throw CompositionError("name the records with `--config` or `--database`")
            }
            return try DatabaseLocation(parsing: text)
        }
    }

    /// `cabildo records verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that every record follows from the one before it.",
            discussion: """
                Writes a line for each chain: its name, its length and its last hash. Let somebody \
                who does not run the gateway keep these lines, and give them to a later check with \
                --since: otherwise records cut off at the end do not show. With --register they \
                are compared with what was anchored there: see `cabildo records anchor`.

                Exit status: 0 when all holds, 1 when something does not, 2 when the records \
                cannot be read.
                """
        )

        @OptionGroup var place: Place

        @Option(help: "A file of exported records, in place of a database.")
        var file: String?

        @Option(help: "A file with what an earlier check wrote.")
        var since: String?

        @OptionGroup var anchors: AnchorOptions

        func run() async throws {
            let verdict: CallsVerdict
            var anchored: AnchorsVerdict?
            do {
                let anchors = try await anchors.known()
                let known = try since.map { try String(contentsOfFile: $0, encoding: .utf8) }
                if let file {
                    verdict = try CallRecords.verify(file: file, since: known)
                    anchored = try anchors.map { try CallRecords.compare(file: file, with: $0) }
                } else {
                    (verdict, anchored) = try await CallRecords.read(try place.location()) {
                        records in
                        let verdict = try await records.verify(since: known)
                        guard let anchors else { return (verdict, nil) }
                        return (verdict, try await records.compare(with: anchors))
                    }
                }
            } catch {
                throw Output.unusable(error)
            }
            Output.write(verdict.ends)
            Output.complain(verdict.summary + (anchored?.summary ?? ""))
            guard verdict.holds, anchored?.holds ?? true else { throw ExitCode(1) }
        }
    }

    /// `cabildo records export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the records as JSON lines, just as they were chained.",
            discussion: "`cabildo records verify --file` checks what was written."
        )

        @OptionGroup var place: Place

        @Option(help: "The name of one chain; all of them, one after the other, when left out.")
        var chain: String?

        func run() async throws {
            do {
                let output = FileHandle.standardOutput
                try await CallRecords.read(try place.location()) { records in
                    try await records.export(chain: chain) { try output.write(contentsOf: $0) }
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo records show`.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the records that were made last."
        )

        @OptionGroup var place: Place

        @Option(help: "How many records; up to 10000.")
        var last = 20

        @Option(
            help: "Only records from that day or moment on, such as 2026-03-01.",
            transform: Moment.parse
        )
        var since: Instant?

        @Option(help: "Only calls of that client: CV/GOV/tax/returns, or CV/GOV/tax for all of it.")
        var client: String?

        @Option(help: "Only calls of that service, or of all whose identifier begins so.")
        var service: String?

        @Option(help: "Only calls with that message identifier (X-Road-Id).")
        var message: String?

        @Option(help: "The form: text, or json for the lines as they were chained.")
        var format = OutputFormat.text

        func run() async throws {
            var filter = CallRecords.Filter()
            filter.since = since?.milliseconds
            filter.client = client
            filter.service = service
            filter.message = message
            do {
                let found = try await CallRecords.read(try place.location()) { records in
                    try await records.latest(last, matching: filter)
                }
                switch format {
                case .text: for call in found { Output.write(call.text + "\n") }
                case .json:
                    let lines = found.flatMap { $0.line + [UInt8(ascii: "\n")] }
                    Output.write(bytes: lines)
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// `cabildo records migrate`.
    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make or change the tables of the records.",
            discussion: """
                A gateway makes the tables where there are none, and a SQLite file is changed when \
                the gateway starts. On PostgreSQL a new form of the tables is left to this command.
                """
        )

        @OptionGroup var place: Place

        func run() async throws {
            do {
                let applied = try await CallRecords.migrate(try place.location())
                for name in applied { Output.write("applied \(name)\n") }
                if applied.isEmpty { Output.write("nothing to apply\n") }
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}
