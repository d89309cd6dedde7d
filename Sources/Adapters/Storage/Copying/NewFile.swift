#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Told how much of a copy is written, in bytes, and of how much where that is known; throws to
/// stop the copying.
public typealias CopyProgress = @Sendable (_ done: Int64, _ total: Int64?) throws -> Void

/// A file that is being made, which only its owner can read.
final class NewFile: Sendable {
    let path: String
    let descriptor: Int32

    /// Makes the file; it must not exist.
    init(_ path: String) throws(DatabaseError) {
        self.path = path
        let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else {
            throw DatabaseError(.cannotOpen, "file `\(path)`: \(FileAccess.reason())")
        }
    }

    deinit { close(descriptor) }

    /// Begins anew.
    func clear() throws(DatabaseError) {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw failure()
        }
    }

    /// Adds bytes at the end.
    func append(_ bytes: UnsafeRawBufferPointer) throws(DatabaseError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw failure() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Waits until all of it is on the disk.
    func synchronise() throws(DatabaseError) {
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    private func failure() -> DatabaseError {
        DatabaseError(.storageFailed, "file `\(path)`: \(FileAccess.reason())")
    }
}
