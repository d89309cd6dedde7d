internal import Governance
internal import LogService
internal import MerkleTree
internal import NIOConcurrencyHelpers
internal import Storage
internal import TransparencyLog

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension Restore {
    /// What a staged database holds.
    struct Content: Sendable {
        let history: LogHistory
        let checkpoint: SignedCheckpoint
        let root: Digest
    }

    /// Whether this process may give files to other users.
    var isRoot: Bool { geteuid() == 0 }

    /// The register in the staging folder: its database is there, or where it will be.
    func stagedHome(
        _ staging: UnfinishedFolder,
        _ target: RestoreTarget
    ) throws -> RegisterHome {
        let directory = DataDirectory(staging.folder.path)
        guard !target.home.isInFolder else { return RegisterHome(inFolder: directory) }
        try directory.note(target.home.database)
        return RegisterHome(directory, at: target.home.database)
    }

    /// Copies the keys, from the backup or else from the folder that is replaced.
    func stageFiles(
        _ backup: StoredBackup,
        _ staging: UnfinishedFolder,
        _ target: RestoreTarget,
        _ cancellation: Cancellation
    ) throws {
        let files: [(path: String, source: String)]
        if backup.manifest.hasKeys, try !target.hasLaterKey(than: backup.manifest) {
            files = backup.manifest.files.map(\.path).filter { $0.contains("/") }
                .map { ($0, backup.path($0)) }
        } else {
            files = try RegisterFiles.keyFiles(in: target.home.directory)
                .map { ($0, "\(target.folder.path)/\($0)") }
        }
        for name in RegisterFiles.keyFolders { try PrivateFolder(path: staging.path(name)).make() }
        for file in files {
            try FileDigest.copy(
                file.source,
                to: staging.path(file.path),
                mode: RegisterFiles.mode(of: file.path)
            ) { _ in try cancellation.check() }
        }
        let directory = DataDirectory(staging.folder.path)
        let keys = try directory.logKeys()
        guard keys.knows(backup.manifest.logKey) else {
            throw CompositionError("`keys/log.vkey` is not the key that the backup names")
        }
        _ = try keys.signer()
        _ = try keys.previousSigner()
    }

    /// Makes the database, and brings its schema up to date.
    func stageDatabase(
        _ backup: StoredBackup,
        _ staged: RegisterHome,
        _ cancellation: Cancellation
    ) async throws {
        let source = backup.path(backup.manifest.databaseFile)
        let total = backup.manifest.files.first { $0.path == backup.manifest.databaseFile }?.size
        let telling = telling
        let count = ByteCount()
        // Each of these leaves nothing where it fails.
        switch staged.database {
        case .sqlite(let path):
            try FileDigest.copy(source, to: path, mode: 0o600) { bytes in
                try cancellation.check()
                telling.progress("restored", count.add(bytes), total)
            }
        case .postgres(let server):
            try await Database.restore(server, from: source) { done, total in
                try cancellation.check()
                telling.progress("restored", done, total)
            }
        case .memory: break
        }
        do {
            let applied = try await Database.migrate(
                staged.database,
                migrations: LogSchema.migrations,
                isTrial: false
            )
            for migration in applied {
                telling.say("applied migration \(migration.number) `\(migration.name)`")
            }
        } catch {
            await removeStagedDatabase(staged)
            throw error
        }
    }

    /// Undoes the making of a database outside of the folder.
    func removeStagedDatabase(_ staged: RegisterHome) async {
        guard !staged.isInFolder else { return }
        do {
            if case .sqlite(let path) = staged.database {
                for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) }
            } else {
                try await Database.removeTables(of: staged.database)
            }
        } catch {
            telling.say("note: \(staged.database) could not be emptied again: \(error)")
        }
    }

    /// Replays the staged register, and compares its log with what the backup says of it.
    func read(
        _ staged: RegisterHome,
        _ manifest: BackupManifest,
        _ verifiers: [NoteVerifier]
    ) async throws -> Content {
        // Open for writing: the file gets the journal that a server needs, and its lock.
        let database = try await staged.openDatabase(.forOperations(readingAlone: false))
        do {
            let stored = try await StoredLog(database, verifiers: verifiers)
            guard let checkpoint = stored.checkpoint, stored.size == manifest.log.size,
                stored.root.base64.utf8.elementsEqual(manifest.log.root.utf8),
                try manifest.checkpoint() == checkpoint
            else {
                throw CompositionError(
                    "the log in the backup is not the one that its \(BackupManifest.fileName) names"
                )
            }
            let register = try await database.reduceLog(into: Register(), upTo: stored.size) {
                try $0.replay($1)
            }
            let leaves = try await database.logLeafHashes()
            try await database.close()
            return Content(
                history: LogHistory(leaves: leaves),
                checkpoint: checkpoint,
                root: try register.root()
            )
        } catch {
            try? await database.close()
            throw error
        }
    }
}

/// A sum of bytes that several threads may add to.
final class ByteCount: Sendable {
    private let box = NIOLockedValueBox<Int64>(0)

    /// Adds bytes.
    ///
    /// - Returns: the sum.
    func add(_ bytes: Int64) -> Int64 {
        box.withLockedValue { sum in
            sum += bytes
            return sum
        }
    }
}
