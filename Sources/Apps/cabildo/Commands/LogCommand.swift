import ArgumentParser
import Composition
import Foundation
import Governance
import LogClient
import TransparencyLog

/// `cabildo log`: the transparency log from outside.
struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Read, check, prove and publish a register's log.",
        subcommands: [
            Tail.self, Show.self, Search.self, Verify.self, Prove.self, VerifyProof.self,
            Export.self, Key.self, RotateKey.self, AnnounceKey.self,
        ]
    )

    /// `cabildo log verify`.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check the whole record, and replay it.",
            discussion: """
                Checks the checkpoint's signature, the hash of every entry, and every signature, \
                procedure and effect, by replaying the entries through the kernel. With --server \
                it also compares the register with the one that the server shows. With --policy, or \
                --witness and --quorum, enough witnesses must have cosigned the checkpoint.

                Exit status: 0 when all holds, 1 when something does not or a quorum is not met, 2 when \
                the log cannot be read.
                """
        )

        @Argument(
            help: "The address of the log, such as http://127.0.0.1:8080/log, or a folder."
        )
        var log: String

        @OptionGroup var trust: PolicyOptions

        @Option(help: "The server whose register is compared, such as http://127.0.0.1:8080.")
        var server: String?

        func run() async throws {
            let verdict: LogVerdict
            let policy: WitnessPolicy
            do {
                policy = try trust.trust()
                let source = try LogSource(parsing: log)
                let verifiers = try await trust.verifiers(in: policy, of: source)
                verdict = try await LogVerdict.reach(on: source, by: verifiers) { read, total in
                    guard isatty(2) == 1 else { return }
                    Output.progress("read \(read) of \(total) entries")
                    if read == total { Output.complain("\n") }
                }
            } catch {
                throw Output.unusable(error)
            }
            // Whether it can be relied on is said first, then what was found.
            let judgement = trust.judge(verdict.checkpoint, by: policy)
            if !judgement.isMet { Output.write(judgement.text) }
            Output.write(verdict.text)
            guard verdict.holds else { throw ExitCode(1) }
            guard judgement.isMet else { throw ExitCode(1) }
            Output.write(judgement.text)
            if let server { try await compare(verdict, with: server) }
        }

        private func compare(_ verdict: LogVerdict, with server: String) async throws {
            let shown: (position: Int, root: String)
            do {
                let client = RegisterClient(server: server)
                shown = try await client.mark()
            } catch {
                throw Output.unusable(error)
            }
            guard shown.position == verdict.register?.position else {
                Output.write(
                    "the server has moved on to \(shown.position) entries; run it again\n"
                )
                throw ExitCode(1)
            }
            guard shown.root == verdict.root?.text else {
                Output.write("NOT the register that the server shows: its root is \(shown.root)\n")
                throw ExitCode(1)
            }
            Output.write("the server shows the same register\n")
        }
    }
}
