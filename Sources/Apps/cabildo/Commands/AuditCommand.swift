import ArgumentParser
import CanonicalJSON
import Composition
import Foundation
import Governance
import LogClient
import TransparencyLog

/// `cabildo audit`: everything that an outsider can check about a register.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Audit a register from outside: the whole log, and what the server shows.",
        subcommands: [Run.self, Compare.self],
        defaultSubcommand: Run.self
    )

    /// `cabildo audit compare`.
    struct Compare: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell whether two checkpoints of a log are of one history.",
            discussion: """
                Give two checkpoints, as two people were shown them, or one file of evidence that \
                an audit kept.

                Exit status: 0 for one history, 1 for two, 2 when it cannot be told.
                """
        )

        @Argument(help: "A file with a checkpoint, or the evidence of an audit.")
        var first: String

        @Argument(help: "A file with the other checkpoint.")
        var second: String?

        @OptionGroup var keys: LogKeyOptions

        @Option(help: "The log, to prove that one checkpoint continues the other.")
        var log: String?

        func run() async throws {
            let result: CheckpointComparison
            do {
                let evidence: ForkEvidence
                if let second {
                    evidence = ForkEvidence(
                        first: try SignedCheckpoint(parsing: try Self.read(first)),
                        second: try SignedCheckpoint(parsing: try Self.read(second))
                    )
                } else {
                    evidence = try ForkEvidence(parsing: try Self.read(first))
                }
                result = try await CheckpointComparison.compare(
                    evidence,
                    by: [try keys.current()],
                    former: try keys.former(),
                    log: try log.map { try LogSource(parsing: $0) }
                )
            } catch {
                throw Output.unusable(error)
            }
            Output.write(result.sentence + "\n")
            guard result.exitStatus == 0 else { throw ExitCode(result.exitStatus) }
        }

        static func read(_ path: String) throws -> [UInt8] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            let size = (attributes[.size] as? NSNumber)?.intValue ?? 0
            guard size <= ForkEvidence.maximumBytes else {
                throw LogClientError(.tooLarge, "`\(path)` is too large")
            }
            return Array(try Data(contentsOf: URL(filePath: path)))
        }
    }

    /// `cabildo audit URL`.
    struct Run: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "run",
            abstract: "Audit the whole log, and compare it with what the server shows.",
            discussion: """
                Checks the checkpoint's signatures, every entry and hash tile, that the log \
                continues what was audited last (with --state), every signature and procedure by \
                replay, and then the register, rules, acts and proposals that the server shows.

                Exit status: 0 only when all holds, 1 when something does not, 2 when it cannot \
                be checked.
                """
        )

        @Argument(help: "The log, such as http://127.0.0.1:8080/log, or a folder with its files.")
        var log: String

        @OptionGroup var keys: LogKeyOptions

        @Option(help: "A policy: which witnesses must have signed (C2SP tlog-policy).")
        var policy: String?

        @Option(
            help: """
                With a policy: signatures of witnesses that are older than so many seconds count as \
                missing.
                """
        )
        var maxAge: Int?

        @Option(help: "A folder that keeps what was verified, for the next audit.")
        var state: String?

        @Option(
            help: """
                The register's server; by default the log's address without `/log`. `none` for a log \
                without a server that shows its register.
                """
        )
        var server: String?

        @Option(
            name: .customLong("as-of"),
            help: """
                The moment for which the server is compared, where its clock is not set to now, such \
                as that of a demonstration; now when left out.
                """,
            transform: Moment.parse
        )
        var asOf: Instant?

        @Option(help: "The form of the answer: text or json.")
        var format = OutputFormat.text

        func run() async throws {
            let audit: LogAudit
            do {
                let verifier = try keys.current()
                audit = LogAudit(
                    of: try LogSource(parsing: log),
                    by: [verifier],
                    state: state.map { AuditState(folder: $0) },
                    server: try serverAddress().map { try LogSource(url: $0) },
                    settings: try settings(trusting: verifier)
                )
            } catch {
                throw Output.unusable(error)
            }
            let report = await audit.run { read, total in
                guard isatty(2) == 1 else { return }
                Output.progress("read \(read) of \(total) entries")
                if read == total { Output.complain("\n") }
            }
            switch format {
            case .text: Output.write(report.text)
            case .json:
                do {
                    Output.write(try report.json().prettyText())
                } catch {
                    throw Output.unusable(error)
                }
            }
            guard report.exitStatus == 0 else { throw ExitCode(report.exitStatus) }
        }

        private func settings(trusting verifier: NoteVerifier) throws -> AuditSettings {
            let asOf = asOf
            var settings = AuditSettings { asOf ?? Moment.now() }
            settings.formerVerifiers = try keys.former()
            settings.maximumCosignatureSeconds = maxAge.map(Int64.init)
            guard let path = policy else { return settings }
            var policy = try PolicyFile.read(path)
            if policy.logs.isEmpty { try policy.trust(verifier) }
            guard policy.trusts(verifier) else {
                throw CompositionError("the policy does not trust the log's key")
            }
            settings.policy = policy
            return settings
        }

        func validate() throws {
            guard (0...1_000_000_000).contains(maxAge ?? 0) else {
                throw ValidationError("`--max-age` is a number of seconds from 0 on")
            }
            guard maxAge == nil || policy != nil else {
                throw ValidationError("`--max-age` is about witnesses: name them with `--policy`")
            }
        }

        private func serverAddress() throws -> String? {
            if let server { return server == "none" ? nil : server }
            guard log.contains("://") else { return nil }
            var address = log
            while address.hasSuffix("/") { address.removeLast() }
            guard address.hasSuffix("/log") else {
                throw CompositionError(
                    "`\(log)` does not end in `/log`, so the register's server is not known",
                    help: "name it with `--server URL`, or `--server none` to audit the log alone"
                )
            }
            return String(address.dropLast(4))
        }
    }
}

/// The options that name the log's key, and those before it.
struct LogKeyOptions: ParsableArguments {
    @Option(help: "The log's verifier key: `cabildo log key` prints it.")
    var key: [String]

    @Option(
        help: """
            A key that the log had before: it counts only for what was audited then. May be repeated.
            """
    )
    var formerKey: [String] = []

    /// The key that the log signs with now.
    func current() throws -> NoteVerifier { try NoteVerifier(text: key.first ?? "") }

    /// The keys that it had before.
    func former() throws -> [NoteVerifier] { try formerKey.map { try NoteVerifier(text: $0) } }

    func validate() throws {
        guard key.count == 1 else {
            throw ValidationError(
                "give the log's key of now once with `--key`, and those before with `--former-key`"
            )
        }
    }
}
