public import Governance
internal import LogService
internal import Storage

/// Reads a register from its folder.
public enum RegisterReading {
    /// The register as it stands, rebuilt from the log.
    ///
    /// - Throws: ``CompositionError`` when there is none; a `DatabaseError` while a server holds the
    ///   folder, or when the log does not replay.
    public static func register(in directory: DataDirectory) throws -> Register {
        guard directory.isFounded else {
            throw CompositionError(
                "`\(directory.path)` holds no register",
                help: "make one with `cabildo found`"
            )
        }
        let database = try Database.open(
            .sqlite(path: directory.databasePath),
            migrations: LogSchema.migrations
        )
        let log = try DurableLog(database: database, signer: try directory.logSigner())
        var register = Register()
        try log.forEachEntry { try register.append(try Entry(canonical: $0)) }
        try database.close()
        return register
    }
}
