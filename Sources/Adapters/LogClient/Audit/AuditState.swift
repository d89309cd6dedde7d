internal import BaseEncoding
internal import CanonicalJSON
internal import MerkleTree
internal import TransparencyLog

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What an audit keeps for the next: the tiles that it read, and the checkpoint that it verified.
///
/// The folder has the layout in which a log is served. Only what is under the checkpoint has been
/// verified; the rest was downloaded by an audit that did not come to its end.
public struct AuditState: Sendable {
    /// The folder.
    public let folder: String

    /// Uses a folder, which is made when it is missing.
    public init(folder: String) { self.folder = folder }

    var source: LogSource { LogSource(folder: folder) }

    /// The checkpoint that was verified last; `nil` before the first audit came to its end.
    ///
    /// - Throws: ``LogClientError`` with code `unusable` when it is not of that log.
    func lastCheckpoint(
        by verifiers: [NoteVerifier]
    ) async throws(LogClientError)
        -> SignedCheckpoint?
    {
        guard let bytes = try await source.read("checkpoint", limit: Note.maximumBytes) else {
            return nil
        }
        do {
            let signed = try SignedCheckpoint(parsing: bytes)
            try signed.verify(byAnyOf: verifiers)
            return signed
        } catch {
            throw LogClientError(
                .unusable,
                "the state in `\(folder)` is of another log or key, or is damaged: \(error); "
                    + "where the log's key was exchanged, name the one before, too"
            )
        }
    }

    func keep(_ bytes: [UInt8], at path: String) throws(LogClientError) {
        let url = URL(filePath: folder).appending(path: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try Data(bytes).write(to: url, options: .atomic)
        } catch {
            throw LogClientError(.unusable, "the state in `\(folder)` cannot be written: \(error)")
        }
    }
}
