#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// The folder that a log is published in, which must not be one with private keys: whoever serves
/// the first would serve the second.
enum ExportTarget {
    /// What an export itself makes; it is not searched.
    private static let published = ["tile", "bodies"]
    /// The most folders that are searched, and how deep.
    private static let maximumFolders = 10_000
    private static let maximumDepth = 8

    /// Refuses a folder that is, holds, or lies within that of a register or a witness.
    ///
    /// Folders that this user may not look into are not found.
    ///
    /// - Throws: ``CompositionError`` that names the other folder.
    static func check(_ path: String) throws {
        // A link in the place of `tile` leads the writing elsewhere.
        for written in [path] + published.map({ "\(path)/\($0)" }) {
            var folder = realPath(written)
            while true {
                try refuse(folder, for: path)
                let above = PrivateFolder(path: folder).above.path
                guard above != folder else { break }
                folder = above
            }
        }
        var waiting = [(path: realPath(path), depth: 0)]
        var searched = 0
        while let (folder, depth) = waiting.popLast() {
            searched += 1
            guard searched <= maximumFolders, depth <= maximumDepth else {
                throw CompositionError(
                    "`\(path)` holds too many other folders to be one for a log",
                    help: "name a folder of its own"
                )
            }
            try refuse(folder, for: path)
            let names = (try? PrivateFolder(path: folder).names()) ?? []
            for name in names where depth > 0 || !published.contains(name) {
                guard PrivateFolder(path: folder).holdsFolder(name) else { continue }
                waiting.append((folder == "/" ? "/\(name)" : "\(folder)/\(name)", depth + 1))
            }
        }
    }

    private static func refuse(_ folder: String, for path: String) throws {
        let (register, witness) = (DataDirectory(folder), WitnessHome(folder))
        let kinds: [(String, [String])] = [
            (
                "register",
                [
                    register.logKeyPath, register.logVerifierPath, register.founderKeyPath,
                    register.authorityKeyPath,
                ]
            ), ("witness", [witness.keyPath, witness.verifierPath]),
        ]
        for (kind, keys) in kinds where keys.contains(where: PrivateFolder.exists) {
            throw CompositionError(
                "`\(path)` is no folder for a log that others read: the keys of a \(kind) are in "
                    + "`\(folder)`",
                help: "name a folder apart from it"
            )
        }
    }

    /// The path with its links resolved, as far as it exists.
    private static func realPath(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        guard path != "/", path != ".", !path.isEmpty else { return path }
        let above = realPath(PrivateFolder(path: path).above.path)
        let name = path.split(separator: "/").last ?? ""
        return above == "/" ? "/\(name)" : "\(above)/\(name)"
    }
}
