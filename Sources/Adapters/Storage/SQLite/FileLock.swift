#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// An exclusive advisory lock on `PATH.lock`, held until ``release()`` or the end of the process.
///
/// The lock file stays in place: removing it would let two processes lock two different files.
final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock at once or fails; it never waits.
    init(path: String) throws(DatabaseError) {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else {
            throw DatabaseError(.cannotOpen, "lock file `\(path)`: \(FileAccess.reason())")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let reason = FileAccess.reason()
            let isHeld = errno == EWOULDBLOCK
            close(file)
            if isHeld {
                throw DatabaseError(
                    .inUse,
                    "the database is already served by another process, which holds `\(path)`"
                )
            }
            throw DatabaseError(.cannotOpen, "lock file `\(path)`: \(reason)")
        }
        descriptor = file
    }

    deinit {
        // A child process between fork and exec still has a copy, which closing ours leaves locked.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
