import ArgumentParser
import Composition
import Foundation
import Governance

/// `cabildo anchor`: heads of logs that institutions keep themselves.
struct AnchorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "anchor",
        abstract: "Anchor the head of an institution's own log in the register, or list anchors.",
        subcommands: [Submit.self, List.self]
    )

    /// `cabildo anchor submit`.
    struct Submit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "State the head of a log to the register.",
            discussion: """
                The head is that of a signed checkpoint (--checkpoint), those in what `cabildo \
                records verify` writes (--ends), or named by --origin, --form, --size and --root.
                """
        )

        @OptionGroup var signing: SigningOptions

        @Option(help: "The institution that keeps the log.")
        var institution: String

        @Option(help: "A checkpoint: a file, or the folder or address in which it lies.")
        var checkpoint: String?

        @Option(help: "The verifier key that must have signed the checkpoint.")
        var logKey: String?

        @Option(help: "A file with what `cabildo records verify` wrote; - for standard input.")
        var ends: String?

        @Option(help: "The name of the log.")
        var origin: String?

        @Option(help: "tree or chain.")
        var form: String?

        @Option(help: "How many records the log holds.")
        var size: Int?

        @Option(help: "The root of the tree or the hash of the last record, in hexadecimal.")
        var root: String?

        func run() async throws {
            do {
                guard let id = InstitutionID(institution) else {
                    throw CompositionError("`\(institution)` is not an identifier")
                }
                for head in try await heads() {
                    try await signing.submit(.anchorRecorded, head.body(of: id))
                }
            } catch {
                throw Output.unusable(error)
            }
        }

        private func heads() async throws -> [AnchorHead] {
            switch (checkpoint, ends, origin) {
            case (let checkpoint?, nil, nil):
                return [try await AnchorHead(checkpoint: checkpoint, key: logKey)]
            case (nil, let ends?, nil):
                let data =
                    ends == "-"
                    ? FileHandle.standardInput.readDataToEndOfFile()
                    : FileManager.default.contents(atPath: ends)
                guard let data else { throw CompositionError("`\(ends)` cannot be read") }
                return try AnchorHead.all(inEnds: String(decoding: data, as: UTF8.self))
            case (nil, nil, let origin?):
                guard let form = form.flatMap(Anchor.Form.init(rawValue:)), let size, let root
                else {
                    throw CompositionError(
                        "the head is not complete",
                        help: "name --form tree or chain, --size and --root"
                    )
                }
                return [AnchorHead(origin: origin, form: form, size: size, root: root)]
            default:
                throw CompositionError("name one of --checkpoint, --ends and --origin")
            }
        }
    }

    /// `cabildo anchor list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what an institution has anchored.",
            discussion: "One line an anchor: the entry, when, the log, its form, size and root."
        )

        @Option(help: "The server of the register, such as http://127.0.0.1:8080.")
        var server: String

        @Option(help: "The institution.")
        var institution: String

        func run() async throws {
            do {
                guard let id = InstitutionID(institution) else {
                    throw CompositionError("`\(institution)` is not an identifier")
                }
                for anchor in try await RegisterClient(server: server).anchors(of: id) {
                    Output.write(
                        "\(anchor.position) \(anchor.time) \(anchor.origin) "
                            + "\(anchor.form.rawValue) \(anchor.size) \(anchor.root)\n"
                    )
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }
}
