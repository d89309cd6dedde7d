import ArgumentParser
import Composition
import Foundation
import Governance
import LogClient
import TransparencyLog

/// Policy files on the disk.
enum PolicyFile {
    /// Reads a policy (C2SP tlog-policy).
    ///
    /// - Throws: `CompositionError` where the file cannot be read, or a `LogError` with the line.
    static func read(_ path: String) throws -> WitnessPolicy {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CompositionError("policy `\(path)` cannot be read")
        }
        do throws(LogError) {
            return try WitnessPolicy(parsing: [UInt8](data))
        } catch {
            throw CompositionError("`\(path)`: \(error.reason)")
        }
    }
}

/// The options by which commands choose whom to trust for a log.
struct PolicyOptions: ParsableArguments {
    @Option(
        help: """
            The log's verifier key: `cabildo log key` prints it. May be repeated while a key is \
            exchanged: one of them must have signed.
            """
    )
    var key: [String] = []

    @Option(help: "A policy: the logs to trust, their witnesses and the quorum (C2SP tlog-policy).")
    var policy: String?

    @Option(help: "In place of a policy, the verifier key of a witness; may be repeated.")
    var witness: [String] = []

    @Option(help: "How many of the witnesses must have signed; all of them when left out.")
    var quorum: Int?

    @Option(help: "Signatures of witnesses that are older than so many seconds count as missing.")
    var maxAge: Int?

    /// Whom the options trust.
    ///
    /// - Throws: `CompositionError` or a `LogError` where they do not fit together.
    func trust() throws -> WitnessPolicy {
        let keys = try key.map { try NoteVerifier(text: $0) }
        guard let path = policy else {
            guard let first = keys.first else {
                throw CompositionError(
                    "name the log's key with `--key`, or a policy with `--policy`"
                )
            }
            var policy = try WitnessPolicy(
                trusting: first,
                witnesses: try witness.map { try NoteVerifier(text: $0) },
                quorum: quorum ?? witness.count
            )
            for key in keys where !policy.trusts(key) { try policy.trust(key) }
            return policy
        }
        guard witness.isEmpty, quorum == nil else {
            throw CompositionError("`--witness` and `--quorum` are part of the policy")
        }
        var policy = try PolicyFile.read(path)
        guard policy.logs.isEmpty || keys.allSatisfy(policy.trusts) else {
            throw CompositionError("the policy does not trust the log's key")
        }
        for key in keys where !policy.trusts(key) { try policy.trust(key) }
        return policy
    }

    /// The keys of the log that a source holds.
    ///
    /// - Throws: `CompositionError` where the policy trusts no log of its origin.
    func verifiers(in policy: WitnessPolicy, of source: LogSource) async throws -> [NoteVerifier] {
        guard key.isEmpty else { return try key.map { try NoteVerifier(text: $0) } }
        guard let bytes = try await source.read("checkpoint", limit: Note.maximumBytes) else {
            throw LogClientError(.unusable, "there is no log here: it has no checkpoint")
        }
        let origin = try SignedCheckpoint(parsing: bytes).checkpoint.origin
        let keys = policy.logs.map(\.key).filter { $0.name.utf8.elementsEqual(origin.utf8) }
        guard !keys.isEmpty else {
            throw CompositionError("the policy does not trust the log `\(origin)`")
        }
        return keys
    }

    /// What the witnesses make of the checkpoint of a log that holds.
    ///
    /// - Returns: whether the quorum is met, and that in words; both hold nothing where none is
    ///   asked for.
    func judge(
        _ checkpoint: SignedCheckpoint?,
        by policy: WitnessPolicy
    ) -> (isMet: Bool, text: String) {
        guard let checkpoint, policy.quorum != nil else { return (true, "") }
        let now = SystemClock.now().milliseconds / 1000
        do throws(LogError) {
            let approval = try policy.judge(
                checkpoint,
                within: maxAge.map { (now - Int64($0))...(now + 600) }
            )
            let names = approval.witnesses.map { "`\($0.name)`" }.joined(separator: ", ")
            return (true, "  witnesses: cosigned by \(names); the quorum is met\n")
        } catch {
            return (
                false,
                "NOT to be relied on: the witnesses do NOT vouch for it: \(error.reason)\n"
            )
        }
    }

    func validate() throws {
        guard (quorum ?? 0) >= 0, (0...1_000_000_000).contains(maxAge ?? 0) else {
            throw ValidationError("`--quorum` and `--max-age` are numbers from 0 on")
        }
    }
}
