public import Storage

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Where a register lives: a folder with its keys, and the database with its log.
public struct RegisterHome: Sendable {
    /// The folder.
    public let directory: DataDirectory
    /// The database.
    public let database: DatabaseLocation

    /// Names a register; nothing is opened.
    ///
    /// - Parameters:
    ///   - directory: the folder.
    ///   - database: the database as the command line names it, `sqlite:PATH` or `postgres://...`;
    ///     when nil the one that the founding noted in the folder, or else the SQLite file there.
    /// - Throws: a `DatabaseError` for a text that names no database.
    public init(_ directory: DataDirectory, database: String? = nil) throws {
        self.directory = directory
        if let text = database ?? directory.notedDatabase() {
            self.database = try DatabaseLocation(parsing: text)
        } else {
            self.database = .sqlite(path: directory.databasePath)
        }
    }

    /// Names the register in a folder with its own SQLite file.
    public init(inFolder directory: DataDirectory) {
        self.directory = directory
        database = .sqlite(path: directory.databasePath)
    }

    /// Names the register in a folder with its database.
    init(_ directory: DataDirectory, at database: DatabaseLocation) {
        self.directory = directory
        self.database = database
    }

    /// Whether the database is the SQLite file in the folder.
    public var isInFolder: Bool { database == .sqlite(path: directory.databasePath) }

    /// Whether the database's location itself holds a password.
    public var holdsPassword: Bool {
        if case .postgres(let server) = database { server.holdsPassword } else { false }
    }

    /// Whether the folder is there, and its database as far as that can be seen from outside.
    public var isFounded: Bool {
        guard directory.hasLogKey else { return false }
        guard case .sqlite(let path) = database else { return true }
        return FileManager.default.fileExists(atPath: path)
    }

    /// Refuses to go on without a register.
    func requireFounded() throws {
        guard isFounded else {
            throw CompositionError(
                "`\(directory.path)` holds no register",
                help: isInFolder
                    ? "make one with `cabildo found`"
                    : "its database should be \(database); make a register with `cabildo found`"
            )
        }
    }
}
