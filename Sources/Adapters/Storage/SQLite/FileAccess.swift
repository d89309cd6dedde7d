#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Prepares the database's folder and file so that only their owner can read them.
enum FileAccess {
    /// Makes the folder where missing (0700) and the file where missing (0600).
    ///
    /// SQLite gives its `-wal` and `-shm` files the mode of the database file.
    ///
    /// - Returns: the path with its folder resolved, so that one file has one lock.
    static func prepare(_ path: String) throws(DatabaseError) -> String {
        let (folder, name) = try split(path)
        try makeFolder(folder)
        guard let real = realpath(folder, nil) else {
            throw DatabaseError(.cannotOpen, "folder `\(folder)`: \(reason())")
        }
        defer { free(real) }
        let resolved = String(cString: real)
        return (resolved == "/" ? "" : resolved) + "/" + name
    }

    /// Makes the file, or takes the rights of group and others away from it.
    static func secureFile(_ path: String) throws(DatabaseError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o600)
        guard file >= 0 else {
            throw DatabaseError(.cannotOpen, "database `\(path)`: \(reason())")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw DatabaseError(.cannotOpen, "database `\(path)`: \(reason())")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw DatabaseError(.cannotOpen, "database `\(path)` is not a regular file")
        }
        guard status.st_mode & 0o077 == 0 || fchmod(file, 0o600) == 0 else {
            throw DatabaseError(.cannotOpen, "database `\(path)`: \(reason())")
        }
    }

    /// Whether a regular file stands under the path.
    static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// What the system says about the last failed call.
    static func reason() -> String { String(cString: strerror(errno)).lowercased() }

    private static func split(_ path: String) throws(DatabaseError) -> (String, String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard let name = parts.last, !name.isEmpty, name != ".", name != ".." else {
            throw DatabaseError(.invalidLocation, "database `\(path)` does not name a file")
        }
        let folder = parts.dropLast().joined(separator: "/")
        if folder.isEmpty { return (path.hasPrefix("/") ? "/" : ".", String(name)) }
        return (folder, String(name))
    }

    private static func makeFolder(_ path: String) throws(DatabaseError) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") where part != "." {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else {
                throw DatabaseError(.cannotOpen, "folder `\(made)`: \(reason())")
            }
        }
    }
}
