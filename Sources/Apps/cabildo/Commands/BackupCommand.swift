import ArgumentParser
import Composition

/// `cabildo backup`: a copy of a register that can be restored.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copy a register to a new folder, also while it is served.",
        discussion: """
            The copy is of one moment. It is read again and its log checked before the folder gets \
            its name, so a backup is there whole or not at all. A PostgreSQL database is dumped by \
            pg_dump, which must be installed.
            """
    )

    @Argument(help: "The folder to make; it must not exist yet.")
    var out: String

    @Option(help: "The folder of the register.")
    var data: String

    @OptionGroup var database: DatabaseOption

    @Flag(
        help: """
            Leave the private keys out. Such a backup can be restored only where the keys are, and \
            need not be guarded like the server.
            """
    )
    var withoutKeys = false

    func run() async throws {
        do {
            let home = try database.home(data)
            let (out, includesKeys) = (out, !withoutKeys)
            let manifest = try await Stoppable.run {
                try await Backup(
                    of: home,
                    program: Cabildo.configuration.version,
                    telling: Stoppable.telling
                ).make(in: out, includesKeys: includesKeys)
            }
            Output.write(
                """
                backed up register `\(manifest.register)` to \(out)
                  log: \(manifest.log.size) entries, root \(manifest.log.root)
                  database: \(home.database)
                  \(manifest.files.count) files, \(manifest.size) bytes; \
                \(includesKeys ? "with the private keys: guard it as you guard the server"
                    : "without the private keys")

                """
            )
        } catch {
            throw Output.unusable(error)
        }
    }
}
