import ArgumentParser
import Composition
import Foundation
import Governance
import LogClient
import TransparencyLog

extension LogCommand {
    /// `cabildo log prove`.
    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a proof file that shows offline that an entry is in the log.",
            discussion: """
                The proof (C2SP tlog-proof) goes to standard output. It proves the entry that \
                --leaf writes, with nothing but the log's public key: see `cabildo log \
                verify-proof`. An act's entry is the one that closed the vote on it.
                """
        )

        @Argument(help: "The number of an act, such as council-2026-1, or a position in the log.")
        var entry: String

        @OptionGroup var place: LogPlace

        @Option(help: "A new file for the leaf that is proven.")
        var leaf: String?

        func run() async throws {
            do {
                let (proof, logged) = try await place.read { reader in
                    let (index, extra) = try await place(of: entry, in: &reader)
                    let proof = try await reader.proof(of: index, extra: extra)
                    guard let logged = try await reader.entries(index..<index + 1).first
                    else { throw CompositionError("the log has no entry `\(index)`") }
                    return (proof, logged)
                }
                if let leaf { try Self.write(logged.leaf.bytes, to: leaf) }
                Output.complain(EntryLine(logged).text + "\n")
                Output.write(bytes: proof.bytes)
            } catch {
                throw Output.unusable(error)
            }
        }

        private static func write(_ bytes: [UInt8], to path: String) throws {
            do {
                try Data(bytes).write(to: URL(filePath: path), options: .withoutOverwriting)
            } catch CocoaError.fileWriteFileExists {
                throw CompositionError(
                    "`\(path)` exists already",
                    help: "name a new file for the leaf"
                )
            } catch {
                throw CompositionError(
                    "`\(path)` cannot be written: see its folder, the disk's space and rights"
                )
            }
        }

        /// The position of an entry, and for an act what the proof file says of it.
        private func place(
            of entry: String,
            in reader: inout LogReader
        ) async throws -> (index: Int, extra: [UInt8]?) {
            if let index = Int(entry) { return (index, nil) }
            guard let act = ActID(entry) else {
                throw CompositionError("`\(entry)` is no number of an act or an entry")
            }
            return (try await place.find(act, &reader).index, Array("act \(act)".utf8))
        }
    }

    /// `cabildo log verify-proof`.
    struct VerifyProof: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify-proof",
            abstract: "Check a proof file with nothing but the entry and the log's key.",
            discussion: """
                Nothing is read but the files that are named.

                Exit status: 0 when the proof holds, 1 when it does not, 2 when a file cannot be \
                read.
                """
        )

        @Argument(help: "The proof file.")
        var proof: String

        @Option(help: "The log's verifier key: `cabildo log key` prints it.")
        var key: String

        @Option(help: "The file of the leaf, just as it stands in the log.")
        var leaf: String?

        @Option(help: "The file of the entry as it was recorded, in place of the leaf.")
        var entry: String?

        func validate() throws {
            guard (leaf == nil) != (entry == nil) else {
                throw ValidationError("name what is proven, with `--leaf` or `--entry`")
            }
        }

        func run() async throws {
            let verdict: ProofVerdict
            do {
                verdict = try ProofVerdict(
                    proof: try Self.read(proof, OfflineProof.maximumBytes),
                    verifier: try NoteVerifier(text: key),
                    leaf: try leaf.map { try Self.read($0, EntryBundle.maximumEntryBytes) },
                    entry: try entry.map { try Self.read($0, Entry.maximumBytes) }
                )
            } catch {
                throw Output.unusable(error)
            }
            Output.write(verdict.text)
            guard verdict.holds else { throw ExitCode(1) }
        }

        private static func read(_ path: String, _ limit: Int) throws -> [UInt8] {
            guard let file = FileHandle(forReadingAtPath: path) else {
                throw CompositionError("`\(path)` cannot be read")
            }
            defer { try? file.close() }
            let data = try file.read(upToCount: limit + 1) ?? Data()
            guard data.count <= limit else {
                throw CompositionError("`\(path)` has more than \(limit) bytes")
            }
            return Array(data)
        }
    }
}
