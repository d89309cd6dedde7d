import ArgumentParser
import Composition
import Foundation

extension LogCommand {
    /// `cabildo log export`.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the log as a folder that any web server can serve.",
            discussion: """
                The folder holds `checkpoint`, `tile/` and `bodies/` (C2SP tlog-tiles). Run again, \
                it adds what is new and changes no tile that is there; the checkpoint is put in \
                place last. It runs also while a server writes to the log.

                Everything is checked against the log's checkpoint before it is written. A folder \
                of another log, of a later or of a forked one is refused.
                """
        )

        @Argument(help: "The folder; it is made where it is missing.")
        var out: String

        @OptionGroup var place: LogPlace

        func run() async throws {
            do {
                let isTerminal = isatty(2) == 1
                let export = LogExport(to: out) { done, total in
                    guard isTerminal else { return }
                    let end = done >= total ? "\n" : ""
                    Output.progress("written \(done) of \(total) entries\(end)")
                }
                let outcome = try await Stoppable.run {
                    try await place.read(needsKey: true) { try await export.run($0) }
                }
                Output.write(
                    "\(outcome.size) entries, \(outcome.size - outcome.before) of them new; "
                        + "\(outcome.files) files written to \(out)\n"
                )
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}
