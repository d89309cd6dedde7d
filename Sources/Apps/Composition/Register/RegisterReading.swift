public import Governance
internal import LogService
internal import Storage
internal import TransparencyLog

/// Reads a register from its home, also while a server serves it.
public enum RegisterReading {
    /// The register as it stands, rebuilt from the log.
    ///
    /// - Throws: ``CompositionError`` when there is none or the log does not replay; a
    ///   `DatabaseError`; a `LogServiceError`.
    public static func register(in home: RegisterHome) async throws -> Register {
        try home.requireFounded()
        var settings = DatabaseSettings()
        settings.isReadOnly = true
        let database = try await home.openDatabase(settings)
        do {
            let stored = try await StoredLog(
                database,
                verifiers: try home.directory.logKeys().verifiers
            )
            let register = try await database.reduceLog(into: Register(), upTo: stored.size) {
                try $0.replay($1)
            }
            try await database.close()
            return register
        } catch {
            try? await database.close()
            throw error
        }
    }
}
