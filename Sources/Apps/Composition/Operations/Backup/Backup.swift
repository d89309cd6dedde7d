internal import Governance
internal import LogService
internal import MerkleTree
internal import Storage
internal import TransparencyLog

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Makes backups of a register, also while it is served.
public struct Backup: Sendable {
    private let home: RegisterHome
    private let program: String
    private let telling: OperationTelling
    private let now: Clock

    /// Prepares for backups of a register.
    ///
    /// - Parameters:
    ///   - home: the register.
    ///   - program: the version of the program, for the record.
    ///   - telling: told of what is done.
    ///   - now: the clock, for the record.
    public init(
        of home: RegisterHome,
        program: String,
        telling: OperationTelling = OperationTelling(),
        now: @escaping Clock = SystemClock.now
    ) {
        self.home = home
        self.program = program
        self.telling = telling
        self.now = now
    }

    /// Makes a backup in a new folder, which is there whole or not at all.
    ///
    /// The copy is read again before the backup counts: its hashes must give the root that the log
    /// had, and its checkpoint the log's signature.
    ///
    /// - Parameters:
    ///   - path: the folder; it must not exist.
    ///   - includesKeys: whether the private keys are in it.
    /// - Returns: what the backup holds.
    /// - Throws: ``CompositionError``, a `DatabaseError`, a `LogServiceError`, a `KeyError`, a
    ///   `CancellationError`.
    @discardableResult
    public func make(in path: String, includesKeys: Bool = true) async throws -> BackupManifest {
        try home.requireFounded()
        let out = PrivateFolder(path: DataDirectory(path).path)
        guard try out.condition() == .absent else {
            throw CompositionError(
                "`\(out.path)` exists already",
                help: "name a folder that does not exist"
            )
        }
        let partial = try UnfinishedFolder(
            out.path + ".partial",
            isOurs: RegisterFiles.isLeftover
        )
        do {
            let manifest = try await Cancellation.watching { cancellation in
                try await fill(partial, includesKeys, cancellation)
            }
            try FileDigest.create(
                partial.path(BackupManifest.fileName),
                try manifest.bytes(),
                mode: 0o600
            )
            try partial.folder.synchronise()
            try partial.folder.move(to: out)
            return manifest
        } catch {
            partial.giveUp()
            throw error
        }
    }

    /// Puts everything but `backup.json` into the folder, and verifies it.
    private func fill(
        _ folder: UnfinishedFolder,
        _ includesKeys: Bool,
        _ cancellation: Cancellation
    ) async throws -> BackupManifest {
        // Before the database, so that the database covers it.
        let published = try home.directory.publishedCheckpoint()
        var files: [String] = []
        if let published {
            let file = RegisterFiles.published
            try FileDigest.create(folder.path(file), published.bytes, mode: 0o600)
            files.append(file)
        }
        if includesKeys { files += try copyKeys(to: folder) }
        let database = try await copyDatabase(to: folder, published, cancellation)
        files.append(database.file)
        return BackupManifest(
            program: program,
            register: try home.directory.registerID(),
            logKey: try home.directory.logVerifierText(),
            otherLogKeys: try home.directory.logKeys().verifiers.dropFirst().map(\.text),
            time: now(),
            engine: home.database.isShared ? .postgres : .sqlite,
            hasKeys: includesKeys,
            log: database.log,
            files: try files.sorted().map { file in
                let digest = try FileDigest(of: folder.path(file)) { _ in
                    try cancellation.check()
                }
                return .init(path: file, size: digest.size, sha256: digest.sha256)
            }
        )
    }

    private func copyKeys(to folder: UnfinishedFolder) throws -> [String] {
        let files = try RegisterFiles.keyFiles(in: home.directory)
        for name in Set(files.compactMap { $0.split(separator: "/").first }) {
            try PrivateFolder(path: folder.path(String(name))).make()
        }
        for file in files {
            try FileDigest.copy(
                "\(home.directory.path)/\(file)",
                to: folder.path(file),
                mode: 0o600
            )
        }
        // Refuses a key that is not that of this log: nothing could go on with such a backup.
        let keys = try DataDirectory(folder.folder.path).logKeys()
        _ = try keys.signer()
        _ = try keys.previousSigner()
        return files
    }

    private func copyDatabase(
        to folder: UnfinishedFolder,
        _ published: SignedCheckpoint?,
        _ cancellation: Cancellation
    ) async throws -> (file: String, log: BackupManifest.Log) {
        let file = home.database.isShared ? RegisterFiles.dump : RegisterFiles.sqlite
        let verifiers = try home.directory.logKeys().verifiers
        let telling = telling
        let database = try await home.openDatabase(.forOperations(readingAlone: true))
        let stored: StoredLog
        do {
            stored = try await database.copy(
                to: folder.path(file),
                reading: { try StoredLog($0, verifiers: verifiers, published: published) },
                progress: { done, total in
                    try cancellation.check()
                    telling.progress("copied", done, total)
                }
            )
            try await database.close()
        } catch {
            try? await database.close()
            throw error
        }
        guard stored.size > 0, let checkpoint = stored.checkpoint else {
            throw CompositionError("\(home.database) holds no register")
        }
        try await verify(folder.path(file), against: stored, verifiers)
        return (
            file,
            BackupManifest.Log(
                size: stored.size,
                root: stored.root.base64,
                checkpoint: String(decoding: checkpoint.bytes, as: UTF8.self)
            )
        )
    }

    /// Reads the copy as one who restores it would.
    private func verify(
        _ file: String,
        against stored: StoredLog,
        _ verifiers: [NoteVerifier]
    ) async throws {
        guard !home.database.isShared else {
            let contents = try await Database.list(dump: file)
            let tables = ["log_entry", "log_node", "log_checkpoint", "schema_migrations"]
            for table in tables where !contents.contains(where: { $0.contains(" \(table) ") }) {
                throw CompositionError("the dump lacks the table \(table)")
            }
            return
        }
        let copy = try await Database.open(
            .sqlite(path: file),
            migrations: LogSchema.migrations,
            settings: .forOperations(readingAlone: true)
        )
        do {
            let copied = try await StoredLog(copy, verifiers: verifiers)
            guard copied.size == stored.size, copied.root == stored.root,
                copied.checkpoint == stored.checkpoint
            else { throw CompositionError("the copy of the database is not what was copied") }
            try await copy.close()
        } catch {
            try? await copy.close()
            throw error
        }
    }
}

extension DatabaseSettings {
    /// Settings for commands that read a whole register, however long that takes.
    static func forOperations(readingAlone: Bool) -> DatabaseSettings {
        var settings = DatabaseSettings()
        settings.isReadOnly = readingAlone
        settings.transactionTimeout = .seconds(24 * 3600)
        return settings
    }
}
