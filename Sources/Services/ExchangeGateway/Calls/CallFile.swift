internal import DataExchange

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A file of records, one line each: an export, or the record of a gateway of before databases.
struct CallFile: ~Copyable {
    private static let newline = UInt8(ascii: "\n")

    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var next = 0

    /// Opens a file for reading; an exclusive opening is refused while a gateway writes the file.
    init(_ path: String, isExclusive: Bool = false) throws(CallLogFault) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw CallLogFault(.cannotOpen, "`\(path)` cannot be opened: \(Self.reason())")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw CallLogFault(.cannotOpen, "`\(path)` is not a plain file")
        }
        guard !isExclusive || flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw CallLogFault(.locked, "`\(path)` is written by another process")
        }
    }

    deinit { _ = close(descriptor) }

    /// Whether anything stands under a path.
    static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// The next line, without its newline; nil at the end, and before a last line without one.
    mutating func line() throws -> [UInt8]? {
        while true {
            if let end = buffer[next...].firstIndex(of: Self.newline) {
                defer { next = end + 1 }
                return Array(buffer[next..<end])
            }
            guard buffer.count - next <= CallChain.maximumLineLength else {
                throw CallLogFault(.damaged, "`\(path)` holds a line that is too long")
            }
            buffer.removeFirst(next)
            next = 0
            let bytes = try read()
            guard !bytes.isEmpty else { return nil }
            buffer += bytes
        }
    }

    /// The bytes after the last newline, once ``line()`` gave nil.
    var tornBytes: Int { buffer.count - next }

    /// Goes back to the first line.
    mutating func rewind() throws(CallLogFault) {
        buffer = []
        next = 0
        guard lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw CallLogFault(.cannotOpen, "`\(path)` cannot be read: \(Self.reason())")
        }
    }

    /// Gives the file a name that no other has, durably.
    ///
    /// - Returns: the new path.
    func setAside(as name: String) throws(CallLogFault) -> String {
        var target = name
        var number = 1
        while Self.exists(target) {
            number += 1
            target = "\(name)-\(number)"
        }
        guard rename(path, target) == 0 else {
            throw CallLogFault(.cannotOpen, "`\(path)` cannot be renamed: \(Self.reason())")
        }
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[...$0]) } ?? "."
        let directory = open(folder, O_RDONLY | O_CLOEXEC)
        defer { _ = close(directory) }
        guard directory >= 0, fsync(directory) == 0 else {
            throw CallLogFault(.cannotOpen, "`\(folder)` cannot be flushed: \(Self.reason())")
        }
        return target
    }

    private func read() throws(CallLogFault) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                #elseif canImport(Musl)
                Musl.read(descriptor, buffer.baseAddress, buffer.count)
                #else
                Darwin.read(descriptor, buffer.baseAddress, buffer.count)
                #endif
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw CallLogFault(.cannotOpen, "`\(path)` cannot be read: \(Self.reason())")
            }
            return Array(bytes.prefix(count))
        }
    }

    private static func reason() -> String {
        let code = errno
        return strerror(code).map { String(cString: $0) } ?? "error \(code)"
    }
}
