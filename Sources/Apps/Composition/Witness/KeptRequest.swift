public import CanonicalJSON
internal import Governance
internal import MerkleTree
internal import Storage
internal import TransparencyLog
internal import WitnessService

/// A request that a witness has kept, since the log that signed it may have forked.
public struct KeptRequest: Sendable {
    private let evidence: WitnessEvidence

    /// The request in words, with both signed checkpoints.
    public var text: String {
        let checkpoint = evidence.checkpoint
        let finding =
            evidence.isContradiction
            ? "two trees of \(checkpoint.size) entries have two roots: the signatures prove a fork"
            : "no proof that it extends what was cosigned: the log forked, or the proof was wrong"
        return """
            \(evidence.number)  \(time)  \(checkpoint.origin), size \(checkpoint.size), \
            root \(checkpoint.root.base64)
              \(finding)
              what was cosigned before:
            \(Self.indented(evidence.recorded))
              what the log asked to cosign:
            \(Self.indented(evidence.request))

            """
    }

    /// The request as one JSON object on one line; notes and requests as they came.
    public var json: JSON {
        let checkpoint = evidence.checkpoint
        return .object([
            "number": .integer(Int64(evidence.number)), "time": .string("\(time)"),
            "origin": .string(checkpoint.origin), "size": .integer(Int64(checkpoint.size)),
            "root": .string(checkpoint.root.base64),
            "is_contradiction": .bool(evidence.isContradiction),
            "recorded": evidence.recorded.map { .string(Self.utf8($0)) } ?? .null,
            "request": .string(Self.utf8(evidence.request)),
        ])
    }

    private var time: Instant { Instant(milliseconds: evidence.seconds * 1000) }

    private static func utf8(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func indented(_ bytes: [UInt8]?) -> String {
        guard let bytes else { return "    nothing" }
        return utf8(bytes).split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : "    \($0)" }.joined(separator: "\n")
    }

    fileprivate init(_ evidence: WitnessEvidence) { self.evidence = evidence }
}

extension WitnessHome {
    /// What the witness has kept against logs, the oldest first; read also while it is served.
    ///
    /// - Throws: ``CompositionError``, a `DatabaseError` or a `LogError`.
    public func keptRequests() async throws -> [KeptRequest] {
        _ = try verifierText()
        var settings = DatabaseSettings()
        settings.isReadOnly = true
        let database: Database
        do {
            database = try await openDatabase(settings)
        } catch let error as DatabaseError where error.code == .needsMigration {
            throw CompositionError(
                "the witness was last served by a version that kept no requests",
                help: "start it with `cabildo witness serve`"
            )
        }
        do {
            let kept = try await WitnessEvidence.all(in: database).map { KeptRequest($0) }
            try await database.close()
            return kept
        } catch {
            try? await database.close()
            throw error
        }
    }
}
