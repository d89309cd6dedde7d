import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A file system of a few megabytes, for tests of a full disk; it needs the right to mount.
public final class SmallDisk: Sendable {
    /// Where it is mounted.
    public let path: String

    /// Whether such a disk can be had here.
    public static let isAvailable: Bool = {
        guard getuid() == 0, let disk = try? SmallDisk(megabytes: 1) else { return false }
        disk.remove()
        return true
    }()

    /// Makes a disk.
    public init(megabytes: Int) throws {
        path = NSTemporaryDirectory() + "small-disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let run = try Command.run(
            ["mount", "-t", "tmpfs", "-o", "size=\(megabytes)m,mode=0755", "none", path]
        )
        guard run.status == 0 else {
            try? FileManager.default.removeItem(atPath: path)
            throw ScratchPostgres.Failure(description: run.errors)
        }
    }

    /// Fills it to the last byte.
    public func fill() {
        let file = open(path + "/ballast", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        for size in [65_536, 4096, 1] {
            let bytes = [UInt8](repeating: 1, count: size)
            while write(file, bytes, size) > 0 {}
        }
    }

    /// Makes room again.
    public func empty() { try? FileManager.default.removeItem(atPath: path + "/ballast") }

    /// Unmounts it.
    public func remove() {
        _ = try? Command.run(["umount", "-l", path])
        try? FileManager.default.removeItem(atPath: path)
    }
}
