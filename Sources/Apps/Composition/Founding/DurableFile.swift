internal import Dispatch

#if canImport(Glibc)
internal import Glibc
#endif

/// Public files that must be whole and on the disk, or as they were.
enum DurableFile {
    /// Replaces a file in one step, durably, away from the threads of Swift concurrency.
    static func replace(_ path: String, with bytes: [UInt8]) async throws {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try write(bytes, to: path) })
            }
        }
    }

    /// Replaces a file in one step, durably, and waits for the disk.
    ///
    /// - Throws: ``CompositionError``; the file is as it was then, or as it was to be.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws {
        let draft = path + ".new"
        // A draft of a process that was killed may have other rights.
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        let isWritten =
            file >= 0 && fchmod(file, mode) == 0 && append(bytes, to: file) && fsync(file) == 0
        if file >= 0 { close(file) }
        guard isWritten, rename(draft, path) == 0 else {
            throw CompositionError("`\(path)` cannot be written: see the disk's space and rights")
        }
        try synchronise(folderOf: path)
    }

    /// Waits until the names in a file's folder are on the disk.
    ///
    /// - Throws: ``CompositionError``.
    static func synchronise(folderOf path: String) throws {
        let folder = PrivateFolder(path: path).above.path
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw CompositionError.file(folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CompositionError.file(folder) }
    }

    private static func append(_ bytes: [UInt8], to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
