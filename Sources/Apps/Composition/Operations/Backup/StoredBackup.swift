#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A backup in its folder.
struct StoredBackup: Sendable {
    let folder: PrivateFolder
    let manifest: BackupManifest

    /// Reads what the backup says of itself; its files are not looked at yet.
    ///
    /// - Throws: ``CompositionError``.
    init(_ path: String) throws {
        folder = PrivateFolder(path: path)
        guard try folder.condition() == .full else {
            throw CompositionError("`\(path)` holds no backup")
        }
        let file = self.folder.path + "/" + BackupManifest.fileName
        guard let data = FileManager.default.contents(atPath: file) else {
            throw CompositionError(
                "`\(path)` holds no backup: there is no \(BackupManifest.fileName) in it",
                help: path.hasSuffix(".partial") ? "it was never finished" : nil
            )
        }
        manifest = try BackupManifest(reading: [UInt8](data))
    }

    /// The path of a file of the backup.
    func path(_ file: String) -> String { "\(folder.path)/\(file)" }

    /// Reads every file of the backup, and compares its size and hash.
    ///
    /// - Throws: ``CompositionError`` for the first that differs.
    func verify(_ tick: @escaping Tick) throws {
        for file in manifest.files {
            let digest: FileDigest
            do {
                digest = try FileDigest(of: path(file.path), tick: tick)
            } catch let error as CompositionError {
                throw CompositionError(
                    "the backup is not whole: \(error.reason)",
                    help: "take another backup"
                )
            }
            guard digest.size == file.size, digest.sha256 == file.sha256 else {
                throw CompositionError(
                    "the backup is damaged: `\(file.path)` is not what it was when it was made",
                    help: "take another backup"
                )
            }
        }
    }
}
