#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Reads and writes files that only their owner may read.
enum SecretFile {
    /// A key file is a few hundred bytes.
    static let maximumBytes = 64 * 1024

    /// Writes a new file and makes it durable; an existing file is never touched.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(KeyError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let file = open(path, flags, mode)
        guard file >= 0 else {
            let code: KeyError.Code = errno == EEXIST ? .fileExists : .cannotWrite
            throw KeyError(code, "file `\(path)`: \(reason())")
        }
        guard writeAll(file, bytes), fchmod(file, mode) == 0, fsync(file) == 0 else {
            let cause = reason()
            close(file)
            unlink(path)
            throw KeyError(.cannotWrite, "file `\(path)`: \(cause)")
        }
        close(file)
        try synchroniseFolder(of: path)
    }

    /// Reads a file that belongs to this user (or root) and that no one else can read.
    static func read(_ path: String, isSecret: Bool = true) throws(KeyError) -> [UInt8] {
        let file = try openForReading(path)
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else {
            throw KeyError(.cannotRead, "file `\(path)`: \(reason())")
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KeyError(.cannotRead, "`\(path)` is not a regular file")
        }
        if isSecret {
            try checkRights(path, status)
        }
        guard status.st_size <= maximumBytes else {
            throw KeyError(.cannotRead, "file `\(path)` is larger than \(maximumBytes) bytes")
        }
        return try readAll(file, path)
    }

    private static func openForReading(_ path: String) throws(KeyError) -> Int32 {
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK
        var file = open(path, flags | O_NOFOLLOW)
        if file < 0, errno == ELOOP {
            var link = stat()
            guard lstat(path, &link) == 0 else {
                throw KeyError(.cannotRead, "file `\(path)`: \(reason())")
            }
            guard isTrusted(link.st_uid) else {
                throw KeyError(.insecureFile, "link `\(path)` belongs to another user")
            }
            file = open(path, flags)
        }
        guard file >= 0 else { throw KeyError(.cannotRead, "file `\(path)`: \(reason())") }
        return file
    }

    private static func checkRights(_ path: String, _ status: stat) throws(KeyError) {
        guard isTrusted(status.st_uid) else {
            throw KeyError(.insecureFile, "key file `\(path)` belongs to another user")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw KeyError(
                .insecureFile,
                "key file `\(path)` is open to group or others: its mode must be 0600"
            )
        }
    }

    private static func isTrusted(_ user: uid_t) -> Bool { user == geteuid() || user == 0 }

    private static func readAll(_ file: Int32, _ path: String) throws(KeyError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= maximumBytes {
            let count = systemRead(file, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw KeyError(.cannotRead, "file `\(path)`: \(reason())") }
            bytes += chunk[..<count]
        }
        throw KeyError(.cannotRead, "file `\(path)` is larger than \(maximumBytes) bytes")
    }

    private static func writeAll(_ file: Int32, _ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// A new name survives a power cut only once its folder is written out.
    private static func synchroniseFolder(of path: String) throws(KeyError) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw KeyError(.cannotWrite, "folder `\(folder)`: \(reason())") }
        defer { close(file) }
        guard fsync(file) == 0 else {
            throw KeyError(.cannotWrite, "folder `\(folder)`: \(reason())")
        }
    }

    private static func reason() -> String { String(cString: strerror(errno)).lowercased() }
}

/// The system's `read`, under a name that ``SecretFile`` does not hide.
private func systemRead(_ file: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int {
    read(file, buffer, count)
}
