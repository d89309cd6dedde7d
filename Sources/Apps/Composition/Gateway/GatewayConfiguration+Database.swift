internal import ExchangeGateway
internal import Logging
public import Storage

extension GatewayConfiguration {
    /// Where the records of calls are kept.
    ///
    /// - Throws: a `DatabaseError` for a text that names no database.
    public func databaseLocation() throws -> DatabaseLocation {
        try database.map { try DatabaseLocation(parsing: $0) }
            ?? .sqlite(path: data + "/calls.sqlite")
    }
}

/// The database of the records of calls.
enum CallDatabase {
    /// Opens it for a gateway.
    ///
    /// On PostgreSQL the first gateway makes the tables; a later form of them is left to
    /// `cabildo records migrate`, since gateways of the program before may be at work.
    static func open(_ location: DatabaseLocation, logger: Logger) async throws -> Database {
        try await explaining(location) {
            var settings = DatabaseSettings()
            settings.logger = logger
            settings.maximumConnections = 4
            if location.isShared {
                let status = try await Database.migrationStatus(
                    of: location,
                    migrations: CallSchema.migrations
                )
                settings.appliesMigrations = status.applied.isEmpty
            }
            return try await Database.open(
                location,
                migrations: CallSchema.migrations,
                settings: settings
            )
        }
    }

    /// Opens it beside gateways, for reading alone.
    static func openForReading(_ location: DatabaseLocation) async throws -> Database {
        try await explaining(location) {
            var settings = DatabaseSettings()
            settings.isReadOnly = true
            return try await Database.open(
                location,
                migrations: CallSchema.migrations,
                settings: settings
            )
        }
    }

    /// Applies what is missing of the migrations, and tells their names.
    static func migrate(_ location: DatabaseLocation) async throws -> [String] {
        try await explaining(location) {
            try await Database.migrate(
                location,
                migrations: CallSchema.migrations,
                isTrial: false
            ).map { "\($0.number) \($0.name)" }
        }
    }

    private static func explaining<T>(
        _ location: DatabaseLocation,
        _ body: () async throws -> T
    ) async throws -> T {
        do {
            return try await body()
        } catch let error as DatabaseError where error.code == .needsMigration {
            throw CompositionError(
                "\(location) lacks a table or a column that this program needs",
                help: "make a backup, then run `cabildo records migrate` with the same options"
            )
        } catch let error as DatabaseError where error.code == .migrationChanged {
            throw CompositionError(
                "\(location) holds the tables of something else",
                help: "a gateway needs a database of its own; those of one institution may share it"
            )
        }
    }
}
