import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// A file system of a few megabytes, for tests of a full disk; it needs the right to mount.
///
/// It is in memory. Whatever becomes of this process, a ``Leash`` unmounts it.
public final class SmallDisk: Sendable {
    /// Where it is mounted.
    public let path: String
    private let leash: Leash

    /// Whether such a disk can be had here; where not, the first question says so.
    public static let isAvailable: Bool = {
        do {
            try SmallDisk(megabytes: 1).remove()
            return true
        } catch {
            FileHandle.standardError.write(
                Data("\n*** no small disk: tests of a full disk are SKIPPED: \(error) ***\n\n".utf8)
            )
            return false
        }
    }()

    /// Makes a disk.
    ///
    /// - Throws: ``SupportFailure`` where we may not mount.
    public init(megabytes: Int) throws {
        guard getuid() == 0 else { throw SupportFailure("only root can mount a disk") }
        path = NSTemporaryDirectory() + "small-disk-\(UUID().uuidString)"
        leash = try Leash(
            script: """
                trap '' HUP INT PIPE
                trap : TERM
                while read -r order; do
                    mkdir -p "$1" && mount -t tmpfs -o "size=$2m,mode=0755" none "$1" 2>&1
                    echo $?
                done
                umount -l "$1" 2>/dev/null
                rmdir "$1" 2>/dev/null
                """,
            arguments: [path, "\(megabytes)"]
        )
        let answer = try leash.ask("mount")
        guard answer == "0" else { throw SupportFailure("cannot mount `\(path)`: \(answer)") }
    }

    /// Fills it until there is no room for a byte.
    ///
    /// What another process frees meanwhile is taken too, but not what it frees afterwards.
    ///
    /// - Returns: how many bytes it took.
    @discardableResult
    public func fill() -> Int {
        let file = open(path + "/ballast", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var written = 0
        for size in [65_536, 4096, 1] {
            let bytes = [UInt8](repeating: 1, count: size)
            while true {
                let count = write(file, bytes, size)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                written += count
            }
        }
        return written
    }

    /// Makes room again.
    public func empty() { unlink(path + "/ballast") }

    /// Unmounts it, even while a file on it is open; what is on it is lost.
    public func remove() { leash.letGo() }
}
