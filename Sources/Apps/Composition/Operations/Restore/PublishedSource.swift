internal import LogClient
internal import MerkleTree
internal import TransparencyLog

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What `--published` names: a checkpoint in a file, or a log that is served elsewhere.
struct PublishedSource: Sendable {
    /// What was found there.
    struct Finding: Sendable {
        let history: KnownHistory
        let checkpoint: SignedCheckpoint
    }

    let text: String

    /// Reads and verifies it.
    ///
    /// - Parameter verifiers: the log's keys.
    /// - Returns: what is known by it.
    /// - Throws: ``CompositionError``, a `LogClientError` or a `LogError`.
    func read(_ verifiers: [NoteVerifier]) async throws -> Finding {
        var isFolder = false
        let exists = FileManager.default.fileExists(atPath: text, isDirectory: &isFolder)
        if exists, !isFolder { return try readFile(verifiers) }
        guard exists || text.contains("://") else {
            throw CompositionError("`\(text)` is no file, no folder and no address")
        }
        var log = VerifiedLog(verifiers: verifiers)
        let entries = try await log.advance(from: try LogSource(parsing: text))
        guard let checkpoint = log.checkpoint else {
            throw CompositionError("the log in `\(text)` has no checkpoint")
        }
        return Finding(
            history: KnownHistory(
                source: "the log in `\(text)`",
                evidence: .leaves(try entries.map { try LogLeaf(recording: $0).hash })
            ),
            checkpoint: checkpoint
        )
    }

    private func readFile(_ verifiers: [NoteVerifier]) throws -> Finding {
        let limit = Note.maximumBytes
        let size = try FileManager.default.attributesOfItem(atPath: text)[.size] as? UInt64
        guard let data = FileManager.default.contents(atPath: text), (size ?? 0) <= limit else {
            throw CompositionError("`\(text)` cannot be read, or is no checkpoint")
        }
        let signed = try SignedCheckpoint(parsing: [UInt8](data))
        try signed.verify(byAnyOf: verifiers)
        return Finding(
            history: KnownHistory(
                source: "the checkpoint in `\(text)`",
                evidence: .checkpoint(
                    size: signed.checkpoint.size,
                    root: signed.checkpoint.root
                )
            ),
            checkpoint: signed
        )
    }
}
