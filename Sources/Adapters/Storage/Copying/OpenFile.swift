#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A file that is open for reading.
final class OpenFile: Sendable {
    let descriptor: Int32
    /// Its size in bytes.
    let size: Int64

    init(_ path: String) throws(DatabaseError) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
            throw DatabaseError(.cannotOpen, "file `\(path)`: \(FileAccess.reason())")
        }
        size = Int64(status.st_size)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// How much of it has been read.
    var position: Int64 { Int64(lseek(descriptor, 0, SEEK_CUR)) }
}
