public import Governance
internal import LogService
internal import Storage
internal import TransparencyLog

/// Puts a backup in the place of a register, or where there is none.
public struct Restore: Sendable {
    /// What can be accepted by name in spite of its harm.
    public enum Acceptance: String, CaseIterable, Sendable {
        /// The backup's log lacks entries that others have read.
        case olderLog = "older_log"
    }

    /// What a restoring did.
    public struct Report: Sendable {
        /// What the backup said of itself.
        public let manifest: BackupManifest
        /// How many entries the restored log holds.
        public let size: Int
        /// The root of the restored register.
        public let root: Digest
        /// Where the folder that was replaced is kept; nil where there was none.
        public let keptAs: String?
        /// What was lost and accepted.
        public let losses: [String]
    }

    let source: String
    let directory: DataDirectory
    let database: String?
    let published: String?
    let accepted: Set<Acceptance>
    let telling: OperationTelling
    let now: Clock

    /// Prepares the restoring of a backup.
    ///
    /// - Parameters:
    ///   - source: the folder of the backup.
    ///   - directory: the register's folder: absent, empty, or the same register.
    ///   - database: the database as the command line names it; nil for that of the folder.
    ///   - published: a checkpoint's file, or the folder or address of a log that others serve, to
    ///     compare the backup with.
    ///   - accepted: what is accepted in spite of its harm.
    ///   - telling: told of what is done.
    ///   - now: the clock, to name the folder that is kept.
    public init(
        _ source: String,
        to directory: DataDirectory,
        database: String? = nil,
        published: String? = nil,
        accepting accepted: Set<Acceptance> = [],
        telling: OperationTelling = OperationTelling(),
        now: @escaping Clock = SystemClock.now
    ) {
        self.source = DataDirectory(source).path
        self.directory = directory
        self.database = database
        self.published = published
        self.accepted = accepted
        self.telling = telling
        self.now = now
    }

    /// Restores the backup: all of it, or nothing is changed.
    ///
    /// - Throws: ``CompositionError``, a `DatabaseError`, a `LogServiceError`, a `LogClientError`, a
    ///   `CancellationError`.
    public func run() async throws -> Report {
        try await Cancellation.watching { cancellation in
            let backup = try StoredBackup(source)
            let total = backup.manifest.size
            let telling = telling
            let count = ByteCount()
            try backup.verify { bytes in
                try cancellation.check()
                telling.progress("verified", count.add(bytes), total)
            }
            return try await restore(backup, cancellation)
        }
    }

    private func restore(
        _ backup: StoredBackup,
        _ cancellation: Cancellation
    ) async throws -> Report {
        let manifest = backup.manifest
        let target = try await RestoreTarget(directory, database: database, for: manifest)
        let verifiers = try manifest.logVerifiers() + target.laterLogVerifiers(than: manifest)
        // Held to the end, so that nobody serves what is being replaced.
        let hold = try await holdExisting(target)
        defer { withExtendedLifetime(hold) {} }
        let known = try await knownHistories(target, verifiers)
        let staging = try UnfinishedFolder(
            target.folder.path + ".restoring",
            isOurs: RegisterFiles.isLeftover
        )
        do {
            let staged = try stagedHome(staging, target)
            try stageFiles(backup, staging, target, cancellation)
            try await stageDatabase(backup, staged, cancellation)
            do {
                return try await finish(manifest, staged, staging, target, known, verifiers)
            } catch {
                await removeStagedDatabase(staged)
                throw error
            }
        } catch {
            staging.giveUp()
            throw error
        }
    }

    /// Checks what was staged, and puts it in its place.
    private func finish(
        _ manifest: BackupManifest,
        _ staged: RegisterHome,
        _ staging: UnfinishedFolder,
        _ target: RestoreTarget,
        _ known: Known,
        _ verifiers: [NoteVerifier]
    ) async throws -> Report {
        let content = try await read(staged, manifest, verifiers)
        let losses = known.histories.compactMap { content.history.loss(against: $0) }
        guard losses.isEmpty || accepted.contains(.olderLog) else {
            throw CompositionError(
                losses.joined(separator: "; "),
                help: "restore a newer backup. --accept older_log restores this one and rewrites "
                    + "what others have read: see docs/operating/register.md"
            )
        }
        try FileDigest.create(
            staging.path(RegisterFiles.published),
            known.lastCovered(by: content).bytes,
            mode: RegisterFiles.mode(of: RegisterFiles.published)
        )
        let keptAs = try exchange(staging, staged, target)
        return Report(
            manifest: manifest,
            size: content.history.leaves.count,
            root: content.root,
            keptAs: keptAs,
            losses: losses
        )
    }

    /// Puts the staged folder in its place in one step.
    private func exchange(
        _ staging: UnfinishedFolder,
        _ staged: RegisterHome,
        _ target: RestoreTarget
    ) throws -> String? {
        let hold = staged.isInFolder ? try DatabaseFileHold(staged.directory.databasePath) : nil
        defer { withExtendedLifetime(hold) {} }
        if let owner = target.owner, isRoot, owner.user != 0 {
            try staging.folder.give(to: owner.user, owner.group)
        }
        try staging.folder.synchronise()
        guard target.condition == .full else {
            try staging.folder.move(to: target.folder)
            return nil
        }
        let aside = nameAside(of: target.folder)
        try staging.folder.replace(target.folder, keepingItAs: aside)
        return aside.path
    }

    /// A name that is free for the folder that is replaced.
    private func nameAside(of folder: PrivateFolder) -> PrivateFolder {
        let time = now().description.prefix { $0 != "." && $0 != "Z" }
            .filter { $0 != "-" && $0 != ":" }
        let name = "\(folder.path).replaced-\(time)Z"
        var free = name
        var number = 1
        while PrivateFolder.exists(free) {
            number += 1
            free = "\(name)-\(number)"
        }
        return PrivateFolder(path: free)
    }
}
