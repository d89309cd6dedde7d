internal import Storage
internal import TransparencyLog

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// Where a backup is to be restored, and what stands there now.
struct RestoreTarget: Sendable {
    /// The folder and database that will be made.
    let home: RegisterHome
    /// What stands under the folder's name.
    let condition: PrivateFolder.Condition
    /// The user and group to whom the folder belongs now.
    let owner: (user: uid_t, group: gid_t)?

    /// The folder.
    var folder: PrivateFolder { PrivateFolder(path: home.directory.path) }

    /// The register that stands there now.
    var existing: RegisterHome? {
        get throws { condition == .full ? try RegisterHome(home.directory) : nil }
    }

    /// Looks at a target, and refuses one that a backup cannot be restored to.
    ///
    /// - Throws: ``CompositionError``, a `DatabaseError`.
    init(
        _ given: DataDirectory,
        database: String?,
        for manifest: BackupManifest
    ) async throws {
        let directory = DataDirectory(Self.resolved(given.path))
        home = try RegisterHome(directory, database: database)
        let folder = PrivateFolder(path: directory.path)
        condition = try folder.condition()
        owner = FileFacts(directory.path).map { ($0.user, $0.group) }
        if condition == .full {
            guard directory.hasLogKey else {
                throw CompositionError(
                    "`\(directory.path)` is not empty, and holds no register",
                    help: "name a folder that does not exist"
                )
            }
            guard try directory.logKeys().knows(manifest.logKey) else {
                throw CompositionError(
                    "`\(directory.path)` holds another register: its log has the key "
                        + "\(try directory.logVerifierText()), and the backup's "
                        + manifest.logKey,
                    help: "name another folder"
                )
            }
        } else if !manifest.hasKeys {
            throw CompositionError(
                "the backup was made without keys, and `\(directory.path)` does not hold them",
                help:
                    "put the folders keys and authority there first, or restore a backup with keys"
            )
        }
        try await checkDatabase(manifest)
    }

    /// Whether the key of the log was exchanged after the backup: the folder's keys then stay, so
    /// that no old backup brings back a key that was retired.
    func hasLaterKey(than manifest: BackupManifest) throws -> Bool {
        guard condition == .full else { return false }
        return try !home.directory.logVerifierText().utf8.elementsEqual(manifest.logKey.utf8)
    }

    /// The log's keys in the folder that the backup does not know.
    func laterLogVerifiers(than manifest: BackupManifest) throws -> [NoteVerifier] {
        guard condition == .full else { return [] }
        let known = try manifest.logVerifiers()
        return try home.directory.logKeys().verifiers.filter { !known.contains($0) }
    }

    private func checkDatabase(_ manifest: BackupManifest) async throws {
        switch (manifest.engine, home.database) {
        case (.sqlite, .sqlite(let path)):
            let above = Self.resolved(PrivateFolder(path: path).above.path)
            guard home.isInFolder || above != home.directory.path else {
                throw CompositionError(
                    "`\(path)` is in the folder that is exchanged",
                    help: "leave --database out, or name a file elsewhere"
                )
            }
            guard home.isInFolder || !PrivateFolder.exists(path) else {
                throw CompositionError(
                    "`\(path)` exists already",
                    help: "a database outside of the folder is not replaced: name another file"
                )
            }
        case (.postgres, .postgres):
            let contents = try await Database.contents(of: home.database)
            guard contents.isEmpty else {
                throw CompositionError(
                    "\(home.database) is not empty: it holds \(contents.prefix(3).joined(separator: ", "))",
                    help: "name an empty database with --database"
                )
            }
        case (.sqlite, _):
            throw CompositionError(
                "the backup holds a SQLite database, and \(home.database) is none",
                help: "name one with --database sqlite:\(home.directory.databasePath)"
            )
        case (.postgres, _):
            throw CompositionError(
                "the backup holds a dump of PostgreSQL",
                help: "name an empty database with --database postgres://HOST/NAME"
            )
        }
    }

    /// The path with its links resolved, so that the folder itself is exchanged.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}

extension PrivateFolder {
    /// Whether anything stands under a path.
    static func exists(_ path: String) -> Bool {
        FileFacts(path, followsLinks: false) != nil
    }
}
