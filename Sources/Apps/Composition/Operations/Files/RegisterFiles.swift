#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The files of a register's folder as backups hold them.
enum RegisterFiles {
    /// The folders that hold keys.
    static let keyFolders = ["keys", "authority", "officials"]
    /// What a backup's database is called, by its engine.
    static let sqlite = "register.sqlite"
    static let dump = "register.dump"
    /// The last checkpoint that others may have seen.
    static let published = "published.checkpoint"
    /// Where the database is, when it is not in the folder.
    static let note = "database"

    /// Whether a path, as a backup lists it, is one that a backup may hold.
    static func isInBackup(_ path: String) -> Bool {
        if [sqlite, dump, published].contains(path) { return true }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && keyFolders.contains(String(parts[0])) && isKeyName(parts[1])
    }

    /// Whether a path is one of an unfinished backup or restoring.
    static func isLeftover(_ path: String) -> Bool {
        isInBackup(path) || path == BackupManifest.fileName || path == note
            || path.hasPrefix(sqlite)
    }

    /// The mode of a restored file: what is public may be read by all who can enter the folder.
    static func mode(of path: String) -> mode_t {
        ["authority/root.pem", published].contains(path) || path.hasSuffix(".vkey")
            ? 0o644 : 0o600
    }

    /// The files with keys in a register's folder, by their paths in it.
    static func keyFiles(in directory: DataDirectory) throws -> [String] {
        var files: [String] = []
        for name in keyFolders {
            let folder = PrivateFolder(path: "\(directory.path)/\(name)")
            guard try folder.condition() != .absent else { continue }
            for file in try folder.names() where !file.hasPrefix(".") {
                guard isKeyName(file[...]) else {
                    throw CompositionError("`\(folder.path)/\(file)` has no name of a key")
                }
                files.append("\(name)/\(file)")
            }
        }
        return files
    }

    private static func isKeyName(_ name: Substring) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        return isPlain && (1...128).contains(name.utf8.count) && !name.hasPrefix(".")
    }
}
