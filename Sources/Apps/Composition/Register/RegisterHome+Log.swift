internal import Governance
internal import LogService
internal import Storage
internal import TransparencyLog

extension RegisterHome {
    /// Opens the database for one who serves the register.
    func openDatabase(_ settings: DatabaseSettings = DatabaseSettings()) async throws -> Database {
        try requireFounded()
        return try await Database.open(
            database,
            migrations: LogSchema.migrations,
            settings: settings
        )
    }

    /// Opens the log for writing, with the folder's key.
    func openLog(_ database: Database) async throws -> DurableLog {
        let directory = directory
        let keys = try directory.logKeys()
        return try await DurableLog(
            database: database,
            signer: try keys.signer(),
            others: try keys.previousSigner().map { [$0] } ?? [],
            retired: keys.retired,
            published: try directory.publishedCheckpoint(),
            willPublish: { checkpoint in
                try await DurableFile.replace(directory.publishedPath, with: checkpoint.bytes)
            }
        )
    }
}

extension Register {
    /// Adds an entry of the log, and tells which one it was where it does not hold.
    mutating func replay(_ bytes: [UInt8]) throws {
        do {
            try append(try Entry(canonical: bytes))
        } catch {
            throw CompositionError(
                "entry \(position) of the log does not hold: \(error)",
                help: "the log was written by another version, or by other rules; do not serve it"
            )
        }
    }
}
