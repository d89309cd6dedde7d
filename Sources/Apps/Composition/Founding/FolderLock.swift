#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// An exclusive lock on a folder, held until the last reference goes or the process ends.
///
/// The lock file stays in place: removing it would let two processes lock two different files. Who
/// only reads the folder does not see the lock.
final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock at once or fails; it never waits.
    ///
    /// - Parameters:
    ///   - path: the lock file; its folder must exist.
    ///   - mode: the mode of the file, where it is made.
    ///   - refusal: what is said where another holder has it.
    /// - Throws: ``CompositionError``.
    init(_ path: String, mode: mode_t = 0o600, refusal: CompositionError) throws {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { throw CompositionError.file(path) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let isHeld = errno == EWOULDBLOCK
            let failure = CompositionError.file(path)
            close(file)
            throw isHeld ? refusal : failure
        }
        descriptor = file
    }

    deinit {
        // A child process between fork and exec still has a copy, which closing ours leaves locked.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
