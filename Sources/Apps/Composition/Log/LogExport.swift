internal import BaseEncoding
public import LogClient
internal import TransparencyLog

/// Writes a log as a folder of files that any web server can serve (C2SP tlog-tiles).
///
/// Tiles come first and the checkpoint last, so that whoever reads the folder at any moment finds
/// all that its checkpoint covers. Nothing is written that does not stand under the checkpoint, and
/// a tile that is there is never changed. One export writes to a folder at a time, so that the
/// checkpoint never goes back.
public struct LogExport: Sendable {
    /// What an export has done.
    public struct Outcome: Sendable, Hashable {
        /// How many entries the folder held before.
        public let before: Int
        /// How many entries it holds now.
        public let size: Int
        /// How many files were written, the checkpoint among them.
        public let files: Int
    }

    private let folder: PublicFolder
    private let progress: @Sendable (_ done: Int, _ of: Int) -> Void

    /// Prepares an export.
    ///
    /// - Parameters:
    ///   - path: the folder; it is made where it is missing.
    ///   - progress: told how many of how many entries are written.
    public init(
        to path: String,
        progress: @escaping @Sendable (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) {
        folder = PublicFolder(path: DataDirectory(path).path)
        self.progress = progress
    }

    /// Writes what is new in a log.
    ///
    /// - Parameter reader: the log, with the key that it is trusted by.
    /// - Returns: what was done.
    /// - Throws: ``CompositionError`` where another export writes to the folder, where keys are in
    ///   it, where it is of another log, of a later or a forked one, or holds a tile with other
    ///   bytes, and nothing of what it held is changed then; a `LogClientError` where the log does
    ///   not hold.
    public func run(_ reader: LogReader) async throws -> Outcome {
        try ExportTarget.check(folder.path)
        let lock = try folder.lock()
        defer { withExtendedLifetime(lock) {} }
        var reader = reader
        let known = try checkpoint(reader.verifier)
        try await reader.refresh()
        guard let signed = reader.checkpoint else {
            throw CompositionError("the log has no checkpoint")
        }
        let before = known?.checkpoint.size ?? 0
        if let known { try await requireBeginning(known, of: &reader) }
        var files = 0
        // What the folder's checkpoint ends with is compared too: who reads it next needs it.
        for path in TilePath.partials(ofSize: before) + TilePath.new(from: before, to: reader.size)
        {
            try Task.checkCancellation()
            guard path.kind == .entries else {
                files += try put(path, HashTile.encode(try await reader.hashes(of: path)))
                continue
            }
            let first = path.index * TilePath.fullWidth
            let entries = try await reader.entries(first..<first + path.width)
            for entry in entries {
                guard let large = entry.leaf.largeEntry else { continue }
                files += try put("bodies/\(Hexadecimal.encode(large.sha256))", entry.bytes)
            }
            files += try put(path, try EntryBundle.encode(entries.map(\.leaf.bytes)))
            progress(first + path.width, reader.size)
        }
        if known?.bytes != signed.bytes {
            // Some file systems that are shared know no locks among machines.
            guard try checkpoint(reader.verifier)?.bytes == known?.bytes else {
                throw CompositionError(
                    "`\(folder.path)/checkpoint` was changed by somebody else meanwhile",
                    help: "let one process at a time write there, then run the export again"
                )
            }
            try folder.put("checkpoint", signed.bytes)
            files += 1
        }
        return Outcome(before: before, size: reader.size, files: files)
    }

    /// The checkpoint that the folder has, which must be this log's.
    private func checkpoint(_ verifier: NoteVerifier?) throws -> SignedCheckpoint? {
        guard let bytes = try folder.read("checkpoint", limit: Note.maximumBytes) else {
            return nil
        }
        do {
            let signed = try SignedCheckpoint(parsing: bytes)
            if let verifier { try signed.verify(log: verifier) }
            return signed
        } catch {
            throw CompositionError(
                "`\(folder.path)` holds another log: \(error)",
                help: "name an empty folder"
            )
        }
    }

    private func requireBeginning(
        _ known: SignedCheckpoint,
        of reader: inout LogReader
    ) async throws {
        let size = known.checkpoint.size
        guard size <= reader.size else {
            throw CompositionError(
                "`\(folder.path)` holds \(size) entries, and the log only \(reader.size)",
                help: "the log was set back, as by the restoring of an old backup: ask why"
            )
        }
        guard try await reader.root(ofSize: size) == known.checkpoint.root else {
            throw CompositionError(
                "`\(folder.path)` holds a log that forked from this one: the first \(size) entries "
                    + "are not the same",
                help: "keep the folder: its checkpoint and this log's are the evidence"
            )
        }
    }

    private func put(_ path: TilePath, _ bytes: [UInt8]) throws -> Int {
        try put(path.description, bytes)
    }

    /// Writes a file that is not there yet.
    ///
    /// - Returns: how many files were written.
    private func put(_ name: String, _ bytes: [UInt8]) throws -> Int {
        guard let present = try folder.read(name, limit: VerifiedLog.maximumBodyBytes) else {
            try folder.put(name, bytes)
            return 1
        }
        guard present == bytes else {
            throw CompositionError(
                "`\(name)` is there with other bytes, and a published tile is never changed",
                help: "the folder was changed, or is of a forked log: compare both, or name an "
                    + "empty one"
            )
        }
        return 0
    }
}
