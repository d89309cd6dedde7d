internal import BaseEncoding
internal import CanonicalJSON
internal import Glibc
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

    /// Takes the folder for one audit at a time, making it where it is missing.
    ///
    /// - Returns: what holds the folder as long as it is there.
    /// - Throws: ``LogClientError`` with code `unusable` while another audit has it.
    func lock() throws(LogClientError) -> AuditLock {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw LogClientError(.unusable, "the state in `\(folder)` cannot be used: \(error)")
        }
        return try AuditLock(folder)
    }

    /// Removes the partial tiles that larger ones have replaced.
    func removePartials(but kept: Set<String>) {
        let tiles = try? FileManager.default.subpathsOfDirectory(atPath: "\(folder)/tile")
        for name in tiles ?? [] where name.contains(".p/") && !kept.contains("tile/\(name)") {
            try? FileManager.default.removeItem(atPath: "\(folder)/tile/\(name)")
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

/// Holds a folder for one audit.
struct AuditLock: ~Copyable {
    private let file: Int32

    init(_ folder: String) throws(LogClientError) {
        file = open("\(folder)/lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw LogClientError(.unusable, "the state in `\(folder)` cannot be written")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw LogClientError(.unusable, "another audit uses the state in `\(folder)`")
        }
    }

    deinit { close(file) }
}
