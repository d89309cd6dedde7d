internal import CLinux
internal import Governance
internal import Storage

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

extension Doctor {
    /// Free space and free files of the disks that are written to.
    func checkDisk(_ diagnosis: inout Diagnosis) {
        var folders = [home.directory.path]
        if case .sqlite(let path) = home.database, !home.isInFolder {
            folders.append(PrivateFolder(path: path).above.path)
        }
        for folder in folders {
            guard let facts = DiskFacts(folder) else {
                diagnosis.note("disk", .error, "the disk of `\(folder)` cannot be seen")
                continue
            }
            let (status, advice) = facts.judgement
            diagnosis.note("disk", status, "`\(folder)`: \(facts.text)", do: advice)
        }
    }

    /// Whether the kernel says that the clock is kept right.
    func checkClock(_ diagnosis: inout Diagnosis) {
        let advice = "keep the clock right by NTP, such as with chrony or systemd-timesyncd"
        switch cabildo_clock_is_synchronised() {
        case 1: diagnosis.note("clock", .ok, "\(now()), synchronised")
        case 0: diagnosis.note("clock", .warning, "\(now()), not synchronised", do: advice)
        default:
            diagnosis.note(
                "clock",
                .warning,
                "\(now()); whether it is synchronised cannot be told here",
                do: "look at the machine itself: \(advice)"
            )
        }
    }

    /// Notes whether the last entry lies in the future.
    func noteLastEntry(_ time: Instant, _ diagnosis: inout Diagnosis) {
        let ahead = time.since(now())
        let name = "last_entry"
        if ahead <= Span(milliseconds: 1000) {
            diagnosis.note(name, .ok, "recorded \(time)")
        } else {
            diagnosis.note(
                name,
                ahead > Self.tolerance ? .error : .warning,
                "recorded \(time), \(ahead.milliseconds / 1000) seconds from now",
                do: "see the clock: until the time has come near, statements are refused"
            )
        }
    }

    /// Notes how far the clock of the database's server is from this one.
    func noteServerClock(_ milliseconds: Int64, _ diagnosis: inout Diagnosis) {
        let difference = milliseconds - now().milliseconds
        let isClose = difference.magnitude <= 5000
        diagnosis.note(
            "server_clock",
            isClose ? .ok : .warning,
            "\(difference) milliseconds from this machine's",
            do: isClose ? nil : "keep both clocks right by NTP"
        )
    }
}

/// The room on a disk.
struct DiskFacts: Hashable {
    /// The bytes that this user may still write.
    let free: Int64
    /// All bytes.
    let size: Int64
    /// The files that may still be made; nil where there is no bound.
    let freeFiles: Int64?
    /// All files; nil where there is no bound.
    let files: Int64?
    /// Whether nothing can be written.
    let isReadOnly: Bool

    /// Looks at the disk of a folder; nil where it cannot be seen.
    init?(_ folder: String) {
        var facts = statvfs()
        guard statvfs(folder, &facts) == 0 else { return nil }
        let block = UInt64(facts.f_frsize)
        free = Int64(clamping: UInt64(facts.f_bavail).multipliedClamping(by: block))
        size = Int64(clamping: UInt64(facts.f_blocks).multipliedClamping(by: block))
        files = facts.f_files == 0 ? nil : Int64(clamping: facts.f_files)
        freeFiles = facts.f_files == 0 ? nil : Int64(clamping: facts.f_favail)
        isReadOnly = facts.f_flag & UInt(ST_RDONLY) != 0
    }

    init(free: Int64, size: Int64, freeFiles: Int64?, files: Int64?, isReadOnly: Bool = false) {
        self.free = free
        self.size = size
        self.freeFiles = freeFiles
        self.files = files
        self.isReadOnly = isReadOnly
    }

    /// How bad it is, and what to do.
    var judgement: (Diagnosis.Status, String?) {
        let mebibyte: Int64 = 1024 * 1024
        if isReadOnly { return (.error, "it is mounted for reading only: see its errors") }
        if free < 100 * mebibyte { return (.error, "make room now: no statement is recorded then") }
        if let freeFiles, freeFiles < 100 { return (.error, "remove files: no more can be made") }
        let isLow = free < 1024 * mebibyte || free < size / 10
        let isLowOnFiles = freeFiles.map { $0 < (files ?? 0) / 10 } ?? false
        if isLow || isLowOnFiles { return (.warning, "make room") }
        return (.ok, nil)
    }

    /// The facts in words.
    var text: String {
        let percent = size > 0 ? Int64(Double(free) / Double(size) * 100) : 0
        let space = "\(free / 1_048_576) MiB free, \(percent) %"
        return freeFiles.map { "\(space); \($0) more files" } ?? space
    }
}

extension UInt64 {
    fileprivate func multipliedClamping(by other: UInt64) -> UInt64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}
