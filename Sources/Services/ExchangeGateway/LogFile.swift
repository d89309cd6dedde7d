#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A file that grows at its end, through the system's own calls.
struct LogFile: ~Copyable {
    private let descriptor: Int32

    /// Opens a file for reading.
    init(reading path: String) throws(CallLogFault) {
        try self.init(path: path, flags: O_RDONLY | O_CLOEXEC)
    }

    /// Opens a file for appending and locks it; creates it with mode 0600 if it is absent.
    static func locked(path: String) throws(CallLogFault) -> LogFile {
        let file = try LogFile(path: path, flags: O_RDWR | O_CREAT | O_CLOEXEC)
        guard flock(file.descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CallLogFault(.locked, "`\(path)` is written by another process")
        }
        guard fchmod(file.descriptor, 0o600) == 0 else {
            throw CallLogFault(.cannotOpen, "the mode of `\(path)` cannot be set: \(reason())")
        }
        try synchronizeDirectory(of: path)
        return file
    }

    private init(path: String, flags: Int32) throws(CallLogFault) {
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw CallLogFault(.cannotOpen, "`\(path)` cannot be opened: \(Self.reason())")
        }
        self.descriptor = descriptor
    }

    deinit {
        _ = close(descriptor)
    }

    func size() throws(CallLogFault) -> Int {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CallLogFault(.cannotOpen, "the log is not a plain file")
        }
        return Int(status.st_size)
    }

    func read(at offset: Int, count: Int) throws(CallLogFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let start = done
            let result = bytes.withUnsafeMutableBytes { buffer in
                pread(
                    descriptor,
                    buffer.baseAddress?.advanced(by: start),
                    count - start,
                    off_t(offset + start)
                )
            }
            if result < 0, errno == EINTR {
                continue
            }
            guard result >= 0 else {
                throw CallLogFault(.cannotOpen, "the log cannot be read: \(Self.reason())")
            }
            guard result > 0 else {
                break
            }
            done += result
        }
        return done == count ? bytes : Array(bytes.prefix(done))
    }

    func write(_ bytes: [UInt8], at offset: Int) throws(CallLogFault) {
        var done = 0
        while done < bytes.count {
            let start = done
            let result = bytes.withUnsafeBytes { buffer in
                pwrite(
                    descriptor,
                    buffer.baseAddress?.advanced(by: start),
                    bytes.count - start,
                    off_t(offset + start)
                )
            }
            if result < 0, errno == EINTR {
                continue
            }
            guard result > 0 else {
                throw CallLogFault(.cannotWrite, "the log cannot be written: \(Self.reason())")
            }
            done += result
        }
    }

    func synchronize() throws(CallLogFault) {
        guard fsync(descriptor) == 0 else {
            throw CallLogFault(.inDoubt, "the log cannot be flushed: \(Self.reason())")
        }
    }

    func truncate(to size: Int) throws(CallLogFault) {
        guard ftruncate(descriptor, off_t(size)) == 0 else {
            throw CallLogFault(.inDoubt, "the log cannot be cut back: \(Self.reason())")
        }
    }

    private static func synchronizeDirectory(of path: String) throws(CallLogFault) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder =
            switch slash {
            case nil: "."
            case path.utf8.startIndex?: "/"
            case let index?: String(path[..<index])
            }
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CallLogFault(.cannotOpen, "`\(folder)` cannot be opened: \(reason())")
        }
        defer { _ = close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw CallLogFault(.cannotOpen, "`\(folder)` cannot be flushed: \(reason())")
        }
    }

    private static func reason() -> String {
        let code = errno
        return strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
