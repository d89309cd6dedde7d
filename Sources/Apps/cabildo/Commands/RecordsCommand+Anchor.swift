import ArgumentParser
import Composition
import Foundation
import Governance
import TransparencyLog

extension RecordsCommand {
    /// `cabildo records anchor`.
    struct Anchor: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the records, and anchor the head of every chain in the register.",
            discussion: """
                Nothing is anchored when a record does not follow from the one before it. Run it \
                from a timer, with a key that signs anchors only: see docs/operating/keys.md.
                """
        )

        @OptionGroup var place: Place
        @OptionGroup var signing: SigningOptions

        @Option(help: "The institution that runs the gateways.")
        var institution: String

        @Option(help: "The name of one chain; all of them when left out.")
        var chain: String?

        func run() async throws {
            let verdict: CallsVerdict
            do {
                verdict = try await CallRecords.read(try place.location()) { records in
                    try await records.verify()
                }
            } catch {
                throw Output.unusable(error)
            }
            guard verdict.holds else {
                Output.complain(verdict.summary)
                throw ExitCode(1)
            }
            do {
                guard let id = InstitutionID(institution) else {
                    throw CompositionError("`\(institution)` is not an identifier")
                }
                let heads = try AnchorHead.all(inEnds: verdict.ends)
                    .filter { chain == nil || $0.origin == chain }
                // What stands is not anchored again.
                let known = try await RegisterClient(server: signing.server).anchors(of: id)
                for head in heads
                where !known.contains(where: {
                    $0.origin == head.origin && $0.size == head.size && $0.root == head.root
                }) {
                    try await signing.submit(.anchorRecorded, head.body(of: id))
                }
            } catch {
                throw Output.unusable(error)
            }
        }
    }

    /// The options by which records are compared with what was anchored of them.
    struct AnchorOptions: ParsableArguments {
        @Option(
            help: ArgumentHelp(
                "The server of a register: the chains must hold every head anchored there.",
                discussion: "Names the institution with --institution."
            )
        )
        var register: String?

        @Option(help: "The institution that runs the gateways, for --register.")
        var institution: String?

        @Option(
            help: """
                The register's verifier key: its log is checked and replayed, and the server is not \
                trusted for the anchors.
                """
        )
        var logKey: String?

        @Option(
            help: """
                A line of `cabildo anchor list`, kept from earlier, in place of a register; may be \
                repeated.
                """
        )
        var anchor: [String] = []

        /// What was anchored; nil when nothing is asked.
        func known() async throws -> [KnownAnchor]? {
            guard let register else {
                return anchor.isEmpty ? nil : try anchor.map { try KnownAnchor(line: $0) }
            }
            guard let id = institution.flatMap({ InstitutionID($0) }) else {
                throw CompositionError("name the institution with --institution")
            }
            let lines = try anchor.map { try KnownAnchor(line: $0) }
            guard let logKey else {
                return try await lines + RegisterClient(server: register).anchors(of: id)
            }
            return try await lines
                + KnownAnchor.all(
                    of: id,
                    server: register,
                    by: [try NoteVerifier(text: logKey)]
                )
        }
    }
}
