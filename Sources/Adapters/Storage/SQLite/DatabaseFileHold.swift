/// Keeps a SQLite file from being served while its folder is exchanged.
///
/// It takes the lock that a server takes, without opening the database, which may be damaged.
public final class DatabaseFileHold: Sendable {
    private let lock: FileLock

    /// Takes the lock at once or fails; it is let go with the last reference.
    ///
    /// - Parameter path: the database file; the folder must exist, the file need not.
    /// - Throws: ``DatabaseError`` with code `in_use` where a server or another command has it.
    public init(_ path: String) throws(DatabaseError) {
        lock = try FileLock(path: try FileAccess.prepare(path) + ".lock")
    }
}
