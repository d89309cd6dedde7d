#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// A folder under a name of its own until it is whole, which then takes its place in one step.
///
/// What a killed command has left under that name is removed by the next one; a lock tells it from
/// what another command is making now.
final class UnfinishedFolder: Sendable {
    let folder: PrivateFolder
    private let lock: Int32

    /// The path of a file in the folder.
    func path(_ name: String) -> String { "\(folder.path)/\(name)" }

    /// Makes the folder.
    ///
    /// - Parameters:
    ///   - path: its name; it must not exist, or be left over.
    ///   - isOurs: whether a file, by its path in the folder, may be removed as a leftover.
    /// - Throws: ``CompositionError``.
    init(_ path: String, isOurs: (String) -> Bool) throws {
        folder = PrivateFolder(path: path)
        if try folder.condition() != .absent { try Self.removeLeftover(folder, isOurs) }
        try folder.make()
        guard let lock = Self.lock(folder) else {
            throw CompositionError("`\(path)` is used by another command")
        }
        self.lock = lock
    }

    deinit { close(lock) }

    /// Removes the folder, as far as that can be done; what remains is removed next time.
    func giveUp() { try? folder.remove() }

    private static func removeLeftover(
        _ folder: PrivateFolder,
        _ isOurs: (String) -> Bool
    ) throws {
        guard let lock = lock(folder) else {
            throw CompositionError(
                "`\(folder.path)` is being written by another command",
                help: "wait for it, or stop it"
            )
        }
        defer { close(lock) }
        for name in try folder.names() {
            let inner =
                folder.holdsFolder(name)
                ? try PrivateFolder(path: "\(folder.path)/\(name)").names().map { "\(name)/\($0)" }
                : [name]
            guard inner.allSatisfy(isOurs) else {
                throw CompositionError(
                    "`\(folder.path)` is in the way, and holds other files than were left over",
                    help: "move it away"
                )
            }
        }
        try folder.remove()
    }

    /// The descriptor that holds the folder's lock; nil where another process does.
    private static func lock(_ folder: PrivateFolder) -> Int32? {
        let file = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        return file
    }
}
