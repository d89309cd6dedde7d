internal import CLinux

#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A folder that only its owner can enter, and what must be done so that it is whole or absent.
struct PrivateFolder: Hashable, Sendable {
    let path: String

    /// What stands under a folder's name.
    enum Condition: Hashable, Sendable {
        case absent
        case empty
        case full
    }

    /// What stands under the folder's name.
    ///
    /// - Throws: ``CompositionError`` for anything but a folder, and where it cannot be seen.
    func condition() throws -> Condition {
        guard let facts = FileFacts(path) else {
            if errno == ENOENT { return .absent }
            throw CompositionError.file(path)
        }
        guard facts.kind == .folder else {
            throw CompositionError("`\(path)` is not a folder")
        }
        return try names().isEmpty ? .empty : .full
    }

    /// Makes the folder; it must not exist, and the one above it must.
    func make() throws {
        guard mkdir(path, 0o700) == 0 else { throw CompositionError.file(path) }
    }

    /// The names in the folder, sorted.
    func names() throws -> [String] {
        guard let stream = opendir(path) else { throw CompositionError.file(path) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Whether a folder stands under a name in this one.
    func holdsFolder(_ name: String) -> Bool {
        FileFacts("\(path)/\(name)", followsLinks: false)?.kind == .folder
    }

    /// Waits until the folder's names, and those of the folders in it, are on the disk.
    func synchronise() throws {
        for name in try names() where holdsFolder(name) {
            try PrivateFolder(path: "\(path)/\(name)").synchronise()
        }
        let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw CompositionError.file(path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CompositionError.file(path) }
    }

    /// Removes the folder with all that is in it; links are removed and not followed.
    func remove() throws {
        for name in try names() {
            let file = "\(path)/\(name)"
            if holdsFolder(name) {
                try PrivateFolder(path: file).remove()
            } else {
                guard unlink(file) == 0 else { throw CompositionError.file(file) }
            }
        }
        guard rmdir(path) == 0 else { throw CompositionError.file(path) }
    }

    /// Gives the folder and all that is in it to a user.
    func give(to user: uid_t, _ group: gid_t) throws {
        for name in try names() {
            let file = "\(path)/\(name)"
            if holdsFolder(name) {
                try PrivateFolder(path: file).give(to: user, group)
            } else {
                guard lchown(file, user, group) == 0 else { throw CompositionError.file(file) }
            }
        }
        guard lchown(path, user, group) == 0 else { throw CompositionError.file(path) }
    }

    /// Takes the place of an absent or empty folder, durably.
    func move(to other: PrivateFolder) throws {
        guard rename(path, other.path) == 0 else {
            throw Self.exchangeFailure(other)
        }
        try other.above.synchroniseNames()
    }

    /// Takes the place of a folder in one step, and keeps that one under a third name, durably.
    ///
    /// INVARIANT: this folder's own name never stands for the other folder, which would be removed
    /// as a leftover if the process ended here. A file system that cannot exchange two names does
    /// it in two steps, between which there is no folder under the other's name.
    func replace(_ other: PrivateFolder, keepingItAs aside: PrivateFolder) throws {
        guard rename(path, aside.path) == 0 else { throw CompositionError.file(aside.path) }
        if cabildo_exchange(aside.path, other.path) != 0 {
            let cannotExchange = errno == EINVAL || errno == ENOSYS
            let failure = Self.exchangeFailure(other)
            guard rename(aside.path, path) == 0, cannotExchange else { throw failure }
            guard rename(other.path, aside.path) == 0 else { throw Self.exchangeFailure(other) }
            guard rename(path, other.path) == 0 else {
                let failure = Self.exchangeFailure(other)
                _ = rename(aside.path, other.path)
                throw failure
            }
        }
        try other.above.synchroniseNames()
    }

    private static func exchangeFailure(_ folder: PrivateFolder) -> CompositionError {
        .file(
            folder.path,
            help: errno == EBUSY || errno == EXDEV
                ? "a mount point cannot be exchanged: name a folder below it" : nil
        )
    }

    /// The folder above this one.
    var above: PrivateFolder {
        guard let slash = path.lastIndex(of: "/") else { return PrivateFolder(path: ".") }
        let above = String(path[..<slash])
        return PrivateFolder(path: above.isEmpty ? "/" : above)
    }

    /// Waits until the folder's own names are on the disk.
    private func synchroniseNames() throws {
        let file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw CompositionError.file(path) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw CompositionError.file(path) }
    }
}
