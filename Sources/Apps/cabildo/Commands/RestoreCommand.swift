import ArgumentParser
import Composition

/// `cabildo restore`: a register from a backup.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Put a backup in the place of a register, or where there is none.",
        discussion: """
            Checks the backup's hashes, its log and its checkpoint, and replays the register before \
            anything is replaced. The folder that is replaced is kept as DATA.replaced-TIME.

            A backup that lacks entries which were published is refused: served, it would rewrite \
            what others have read. Name with --published what they have, such as a gateway's copy \
            of the log.
            """
    )

    /// What can be accepted in spite of its harm.
    enum Harm: String, ExpressibleByArgument, CaseIterable {
        case olderLog = "older_log"
    }

    @Argument(help: "The folder of the backup.")
    var backup: String

    @Option(help: "The folder of the register: the same register, or a folder that is not there.")
    var data: String

    @OptionGroup var database: DatabaseOption

    @Option(
        help: ArgumentHelp(
            "What was published last: a checkpoint's file, or the folder or address of a log.",
            valueName: "file|log"
        )
    )
    var published: String?

    @Option(help: "Restore in spite of this: older_log.")
    var accept: [Harm] = []

    func run() async throws {
        do {
            _ = try database.home(data)
            let restore = Restore(
                backup,
                to: DataDirectory(data),
                database: database.database,
                published: published,
                accepting: Set(accept.compactMap { Restore.Acceptance(rawValue: $0.rawValue) }),
                telling: Stoppable.telling
            )
            let report = try await Stoppable.run { try await restore.run() }
            for loss in report.losses { Output.complain("warning: accepted: \(loss)\n") }
            Output.write(
                """
                restored register `\(report.manifest.register)` to \(data)
                  from a backup of \(report.manifest.time), made by version \
                \(report.manifest.program)
                  log: \(report.size) entries, replayed; register root \(report.root)

                """
            )
            if let kept = report.keptAs { Output.write("  what was there is kept as \(kept)\n") }
            Output.write("  next: cabildo serve --data \(data)\n")
        } catch {
            throw Output.unusable(error)
        }
    }
}
