internal import LogClient
internal import LogService
public import Storage
public import TransparencyLog

/// The log of a register as it lies in the database, read also while a server writes to it.
public struct RegisterLog: Sendable {
    /// The log's public key.
    public let verifier: NoteVerifier
    let database: Database

    /// Opens the log of a register for reading.
    ///
    /// - Parameters:
    ///   - home: the register.
    ///   - verifier: the log's public key; the one in the register's folder when nil.
    /// - Throws: ``CompositionError`` where there is none, or a `DatabaseError`.
    public init(of home: RegisterHome, trusting verifier: NoteVerifier? = nil) async throws {
        try home.requireFounded()
        try await self.init(
            in: home.database,
            verifier: try verifier ?? NoteVerifier(text: try home.directory.logVerifierText())
        )
    }

    /// Opens the log in a database for reading.
    ///
    /// - Parameters:
    ///   - location: the database.
    ///   - verifier: the log's public key.
    /// - Throws: a `DatabaseError`.
    public init(in location: DatabaseLocation, verifier: NoteVerifier) async throws {
        var settings = DatabaseSettings()
        settings.isReadOnly = true
        database = try await Database.open(
            location,
            migrations: LogSchema.migrations,
            settings: settings
        )
        self.verifier = verifier
    }

    /// Closes the database.
    public func close() async { try? await database.close() }

    /// The log under the last checkpoint that is stored.
    ///
    /// - Throws: ``CompositionError`` where none is, or the checkpoint is not this key's.
    func view() async throws -> LogView {
        do {
            if let view = try await LogView(of: database, verifier: verifier) { return view }
        } catch let error as LogError {
            throw CompositionError("the log's last checkpoint was not signed by this key: \(error)")
        }
        throw CompositionError(
            "the log has no checkpoint yet",
            help: "start the register once with `cabildo serve`"
        )
    }
}
