#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A folder that a web server reads: files of mode 0644, each put in its place whole and durably.
struct PublicFolder: Sendable {
    let path: String
    /// The file by whose lock one process at a time writes here; it is empty.
    static let lockName = ".export.lock"

    /// Makes the folder, and takes it for writing.
    ///
    /// - Throws: ``CompositionError``, also while another process has it.
    func lock() throws -> FolderLock {
        let full = "\(path)/\(Self.lockName)"
        try makeFolders(above: full)
        return try FolderLock(
            full,
            refusal: CompositionError(
                "another export writes to `\(path)`",
                help: "wait for its end; it holds `\(full)`"
            )
        )
    }

    /// Reads a file; nil where there is none.
    ///
    /// - Throws: ``CompositionError`` where it cannot be read or has more than `limit` bytes.
    func read(_ name: String, limit: Int) throws -> [UInt8]? {
        let full = "\(path)/\(name)"
        let file = open(full, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        if file < 0 {
            guard errno == ENOENT || errno == ENOTDIR else { throw CompositionError.file(full) }
            return nil
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count >= 0 else { throw CompositionError.file(full) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw CompositionError("`\(full)` has more than \(limit) bytes")
            }
        }
    }

    /// Puts a file in its place in one step; it is on the disk when this returns.
    ///
    /// - Throws: ``CompositionError``; no draft remains then.
    func put(_ name: String, _ bytes: [UInt8]) throws {
        let full = "\(path)/\(name)"
        try makeFolders(above: full)
        let draft = full + ".new"
        do {
            try write(bytes, to: draft)
            guard rename(draft, full) == 0 else { throw CompositionError.file(full) }
        } catch {
            unlink(draft)
            throw error
        }
        try synchronise(folderOf: full)
    }

    private func write(_ bytes: [UInt8], to full: String) throws {
        let file = open(full, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw CompositionError.file(full) }
        defer { close(file) }
        try bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let part = UnsafeRawBufferPointer(rebasing: rest)
                let count = Glibc.write(file, part.baseAddress, part.count)
                guard count > 0 else { throw CompositionError.file(full) }
                rest = rest.dropFirst(count)
            }
        }
        guard fchmod(file, 0o644) == 0, fsync(file) == 0 else { throw CompositionError.file(full) }
    }

    private func makeFolders(above full: String) throws {
        let parts = full.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        var folder = ""
        for (number, part) in parts.enumerated() {
            folder += number == 0 ? String(part) : "/\(part)"
            guard !folder.isEmpty, mkdir(folder, 0o755) != 0 else { continue }
            let isThere = errno == EEXIST
            // A folder that is there already may lie under one that nothing can be made in.
            guard access(folder, F_OK) != 0 else { continue }
            guard !isThere else {
                throw CompositionError("`\(folder)` is a link that leads nowhere")
            }
            throw CompositionError.file(folder)
        }
    }

    private func synchronise(folderOf full: String) throws {
        let folder = full[..<(full.lastIndex(of: "/") ?? full.startIndex)]
        let file = open(String(folder), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw CompositionError.file(String(folder)) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CompositionError.file(String(folder)) }
    }
}
