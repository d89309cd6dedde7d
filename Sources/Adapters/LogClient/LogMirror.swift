internal import BaseEncoding
public import TransparencyLog

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A copy of a log in a folder, in the layout in which a log is served.
///
/// A gateway keeps one, so that it can start when the log is away. Files are written before the
/// checkpoint that needs them, and each is put in place in one step.
public struct LogMirror: Sendable {
    /// The folder.
    public let folder: String

    /// Makes a mirror in a folder, which is made when it is missing.
    public init(folder: String) {
        self.folder = folder
    }

    /// The mirror as a source.
    public var source: LogSource { LogSource(folder: folder) }

    /// Whether a checkpoint has been written.
    public var exists: Bool { FileManager.default.fileExists(atPath: folder + "/checkpoint") }

    /// Writes entries and then the checkpoint over them.
    ///
    /// - Parameters:
    ///   - entries: all entries from position `first` on.
    ///   - first: a multiple of 256, since bundles are written whole.
    ///   - checkpoint: the checkpoint over everything up to the last of them.
    /// - Throws: ``LogClientError`` with code `unusable` when a file cannot be written.
    public func write(
        _ entries: [[UInt8]],
        from first: Int,
        checkpoint: SignedCheckpoint
    ) throws(LogClientError) {
        do {
            for start in stride(from: 0, to: entries.count, by: TilePath.fullWidth) {
                let bundle = entries[start..<min(start + TilePath.fullWidth, entries.count)]
                try write(Array(bundle), bundle: (first + start) / TilePath.fullWidth)
            }
            try replace("checkpoint", with: checkpoint.bytes)
        } catch {
            throw LogClientError(.unusable, "the mirror in `\(folder)` cannot be written: \(error)")
        }
    }

    /// The keys that the log was trusted by when the copy was last written; `nil` where it never had
    /// others than the configured one.
    ///
    /// - Throws: a `LogError` when the file holds something else.
    func keys() throws -> [NoteVerifier]? {
        guard let data = FileManager.default.contents(atPath: folder + "/keys") else { return nil }
        return try data.split(separator: UInt8(ascii: "\n")).map {
            try NoteVerifier(text: String(decoding: $0, as: UTF8.self))
        }
    }

    /// Writes down which keys the log is trusted by.
    func keep(_ keys: [NoteVerifier]) throws {
        try replace("keys", with: Array(keys.map { $0.text + "\n" }.joined().utf8))
    }

    private func write(_ entries: [[UInt8]], bundle index: Int) throws {
        var leaves: [[UInt8]] = []
        for entry in entries {
            let leaf = try LogLeaf(recording: entry)
            leaves.append(leaf.bytes)
            if let large = leaf.largeEntry {
                try replace("bodies/\(Hexadecimal.encode(large.sha256))", with: entry)
            }
        }
        let path = try TilePath(.entries, index: index, width: leaves.count)
        try replace(path.description, with: EntryBundle.encode(leaves))
    }

    private func replace(_ path: String, with bytes: [UInt8]) throws {
        let url = URL(filePath: folder).appending(path: path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        try Data(bytes).write(to: url, options: .atomic)
    }
}
