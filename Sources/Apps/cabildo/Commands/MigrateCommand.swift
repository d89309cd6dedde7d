import ArgumentParser
import CanonicalJSON
import Composition

/// `cabildo migrate`: the schema of a register's database.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Show what the database lacks of this version's schema, or bring it up to date.",
        discussion: """
            A SQLite file is brought up to date when it is served. A PostgreSQL database is not, \
            since servers of another version may be at work: run `migrate up` once, then start the \
            new version.
            """,
        subcommands: [Status.self, Up.self]
    )

    /// `cabildo migrate status`.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print each migration, and whether it is applied.",
            discussion: """
                Works while the register is served. Exit status: 0 when nothing is pending, 1 when \
                something is, 2 when it cannot be told.
                """
        )

        @Option(help: "The folder of the register.")
        var data: String

        @OptionGroup var database: DatabaseOption

        @Option(help: "The form of the answer.")
        var format = OutputFormat.text

        func run() async throws {
            let state: SchemaState
            do {
                state = try await SchemaState.read(try database.home(data))
            } catch {
                throw Output.unusable(error)
            }
            switch format {
            case .text: Output.write(state.text)
            case .json: Output.write(state.json.prettyText() + "\n")
            }
            if state.isPending { throw ExitCode(1) }
        }
    }

    /// `cabildo migrate up`.
    struct Up: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Apply what is missing, each migration in a transaction of its own.",
            discussion: """
                Waits for others who do the same. A SQLite file must not be served meanwhile. Take \
                a backup first: there is no way down.
                """
        )

        @Option(help: "The folder of the register.")
        var data: String

        @OptionGroup var database: DatabaseOption

        @Flag(help: "Run all of it, print its statements, and roll it back.")
        var dryRun = false

        @Option(help: "The form of the answer.")
        var format = OutputFormat.text

        func run() async throws {
            do {
                let state = try await SchemaState.bringUp(
                    try database.home(data),
                    isTrial: dryRun
                )
                switch format {
                case .text:
                    Output.write(state.steps.isEmpty ? "nothing is pending\n" : state.text)
                case .json: Output.write(state.json.prettyText() + "\n")
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}
