internal import Storage

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension Doctor {
    /// Modes and owners of the folders and of the files that hold secrets or the log.
    func checkFolders(_ diagnosis: inout Diagnosis) {
        let path = home.directory.path
        guard let root = FileFacts(path) else {
            diagnosis.note("folders", .error, "`\(path)` cannot be seen", do: "see --data")
            return
        }
        let isOurs = root.user == geteuid()
        diagnosis.note(
            "user",
            isOurs ? .ok : .warning,
            "the folder belongs to user \(root.user), and this is user \(geteuid())",
            do: isOurs
                ? nil : "run doctor as the server's user: keys are judged by who reads them"
        )
        let folders = [path] + RegisterFiles.keyFolders.map { "\(path)/\($0)" }
        note("folders", folders, owner: root.user, wanted: "0700", &diagnosis)
        let keys = (try? RegisterFiles.keyFiles(in: home.directory)) ?? []
        let secrets = keys.filter { RegisterFiles.mode(of: $0) == 0o600 }
        note("key_files", secrets.map { "\(path)/\($0)" }, owner: root.user, &diagnosis)
        guard case .sqlite(let database) = home.database else { return }
        let files = ["", "-wal", "-shm"].map { database + $0 }
        note("database_files", files, owner: root.user, &diagnosis)
    }

    /// Notes each file that others can use, or that all is well with those that are there.
    private func note(
        _ name: String,
        _ paths: [String],
        owner: uid_t,
        wanted: String = "0600",
        _ diagnosis: inout Diagnosis
    ) {
        let files = paths.compactMap { path in FileFacts(path).map { (path, $0) } }
        var isWell = true
        for (path, facts) in files {
            if facts.mode & 0o077 != 0 {
                isWell = false
                // Who can only enter a folder still meets the modes of its files.
                let isHarmless = wanted == "0700" && facts.mode & 0o022 == 0
                diagnosis.note(
                    name,
                    isHarmless ? .warning : .error,
                    "`\(path)` is open to others: mode 0\(String(facts.mode, radix: 8))",
                    do: (isHarmless ? "" : "ask who has used it; ") + "chmod \(wanted) \(path)"
                )
            }
            if facts.user != owner, facts.user != 0 {
                isWell = false
                diagnosis.note(
                    name,
                    .error,
                    "`\(path)` belongs to user \(facts.user), and the folder to \(owner)",
                    do: "ask who has made it; chown \(owner) \(path)"
                )
            }
        }
        guard isWell else { return }
        diagnosis.note(name, .ok, "\(files.count), all closed to others")
    }
}
