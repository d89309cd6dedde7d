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

    private static func write(_ bytes: [UInt8], to path: String) throws {
        let draft = path + ".new"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        let isWritten =
            file >= 0 && Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        if file >= 0 { close(file) }
        guard isWritten, rename(draft, path) == 0 else {
            throw CompositionError("`\(path)` cannot be written: see the disk's space and rights")
        }
    }
}
