internal import BaseEncoding
internal import MerkleTree
public import TransparencyLog

/// A log as far as it has been read and checked.
///
/// Each ``advance(from:progress:)`` takes the log's new checkpoint, reads the entries up to it, and
/// accepts them only when together with all earlier ones they give the root that the log signed. So
/// a log that forgets, changes or forks its past is found.
public struct VerifiedLog: Sendable {
    /// The keys that the log is trusted by, of which one must have signed; all are named as its origin.
    public private(set) var verifiers: [NoteVerifier]
    /// The last checkpoint that was checked; `nil` before the first.
    public private(set) var checkpoint: SignedCheckpoint?
    private var range = CompactRange()

    /// The most entries that are read in one advance.
    public static let maximumEntries = 50_000_000
    /// The largest body of a large entry, in bytes.
    public static let maximumBodyBytes = 16 * 1024 * 1024

    /// Begins with nothing read.
    public init(verifier: NoteVerifier) {
        self.init(verifiers: [verifier])
    }

    /// Begins with nothing read, and several keys of one log.
    public init(verifiers: [NoteVerifier]) {
        self.verifiers = verifiers
    }

    /// Trusts other keys from now on.
    mutating func trust(_ verifiers: [NoteVerifier]) {
        self.verifiers = verifiers
    }

    /// How many entries have been read and checked.
    public var size: Int { range.size }

    /// The root over them, in base64.
    public var rootText: String { range.root.base64 }

    /// Reads what is new.
    ///
    /// - Parameters:
    ///   - source: where the log is read.
    ///   - progress: told how many of how many entries have been read, now and then.
    /// - Returns: the leaves that are new, in order, each with its entry.
    /// - Throws: ``LogClientError``; what was read and checked before is then unchanged.
    public mutating func advance(
        from source: LogSource,
        progress: (_ read: Int, _ of: Int) -> Void = { _, _ in }
    ) async throws(LogClientError) -> [[UInt8]] {
        let signed = try await readCheckpoint(from: source)
        let size = signed.checkpoint.size
        guard size >= range.size else {
            throw LogClientError(
                .shrunk,
                "the log has signed for \(range.size) entries, and now for \(size)"
            )
        }
        guard size - range.size <= Self.maximumEntries else {
            throw LogClientError(.tooLarge, "the log has more than \(Self.maximumEntries) entries")
        }
        var grown = range
        var entries: [[UInt8]] = []
        while grown.size < size {
            for leaf in try await readBundle(at: grown.size, of: size, from: source) {
                grown.append(leaf.hash)
                entries.append(try await readEntry(leaf, from: source))
            }
            progress(grown.size, size)
        }
        guard grown.root == signed.checkpoint.root else {
            throw LogClientError(
                size == range.size ? .forked : .mismatch,
                size == range.size
                    ? "the log has signed two different trees of \(size) entries"
                    : "the \(size) entries of the log do not give the root that it signed"
            )
        }
        range = grown
        checkpoint = signed
        return entries
    }

    private func readCheckpoint(
        from source: LogSource
    ) async throws(LogClientError) -> SignedCheckpoint {
        guard let bytes = try await source.read("checkpoint", limit: Note.maximumBytes) else {
            throw LogClientError(.unusable, "there is no log here: it has no checkpoint")
        }
        do {
            let signed = try SignedCheckpoint(parsing: bytes)
            try signed.verify(byAnyOf: verifiers)
            return signed
        } catch {
            throw LogClientError(.badCheckpoint, "the checkpoint does not hold: \(error)")
        }
    }

    /// The leaves from `position` to the end of their bundle or of the log.
    private func readBundle(
        at position: Int,
        of size: Int,
        from source: LogSource
    ) async throws(LogClientError) -> [LogLeaf] {
        let index = position / TilePath.fullWidth
        let first = index * TilePath.fullWidth
        let width = min(TilePath.fullWidth, size - first)
        let limit = TilePath.fullWidth * (EntryBundle.maximumEntryBytes + 2)
        do {
            let path = try TilePath(.entries, index: index, width: width)
            var bytes = try await source.read(path.description, limit: limit)
            var held = width
            if bytes == nil, path.isPartial {
                // A partial bundle may be gone once the full one is there.
                bytes = try await source.read(path.full.description, limit: limit)
                held = TilePath.fullWidth
            }
            guard let bytes else {
                throw LogClientError(.mismatch, "the log does not have its `\(path)`")
            }
            var leaves: [LogLeaf] = []
            for entry in try EntryBundle.decode(bytes, width: held).prefix(width)
                .dropFirst(position - first)
            {
                leaves.append(try LogLeaf(reading: entry))
            }
            return leaves
        } catch let error as LogClientError {
            throw error
        } catch {
            throw LogClientError(.mismatch, "bundle \(index) of the log is malformed: \(error)")
        }
    }

    private func readEntry(
        _ leaf: LogLeaf,
        from source: LogSource
    ) async throws(LogClientError) -> [UInt8] {
        guard let large = leaf.largeEntry else { return leaf.bytes }
        let name = Hexadecimal.encode(large.sha256)
        let body = try await source.read("bodies/\(name)", limit: Self.maximumBodyBytes)
        do {
            return try leaf.entry(body: body)
        } catch {
            throw LogClientError(.mismatch, "the body of large entry `\(name)`: \(error)")
        }
    }
}
