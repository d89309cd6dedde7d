internal import BaseEncoding
public import Storage
public import TransparencyLog

extension LargeEntry {
    /// The SHA-256 of the entry in lower-case hexadecimal, by which it is served.
    var sha256Text: String { Hexadecimal.encode(sha256) }
}

extension DurableLog {
    /// Gives every entry of the published tree, in order, to `body`: how a register is rebuilt when
    /// the server starts.
    ///
    /// - Parameters:
    ///   - initial: what to begin with.
    ///   - body: adds an entry to the result.
    /// - Returns: the result after the last entry.
    /// - Throws: what `body` throws, a `LogError`, or a `DatabaseError`.
    public func reduce<T: Sendable>(
        into initial: T,
        _ body: @escaping @Sendable (inout T, [UInt8]) throws -> Void
    ) async throws -> T {
        try await database.reduceLog(into: initial, upTo: checkpoint.checkpoint.size, body)
    }

    /// The log under the checkpoint over all entries that are durable: what others may read of it.
    public var view: LogView { view(under: checkpoint) }

    /// The log under a checkpoint that it has signed.
    ///
    /// - Parameter checkpoint: one of this log's own, perhaps with more signatures.
    /// - Returns: a view that covers nothing beyond it.
    public func view(under checkpoint: SignedCheckpoint) -> LogView {
        LogView(of: database, under: checkpoint)
    }

    /// The entry at a position, as it was recorded; `nil` past the end.
    ///
    /// - Throws: a `DatabaseError`.
    public func entry(at position: Int) async throws -> [UInt8]? {
        try await view.entry(at: position)
    }

    /// The body of a large entry; `nil` when no entry has that hash.
    ///
    /// - Parameter sha256: 64 lower-case hexadecimal digits.
    /// - Returns: the entry that the tree holds by its hash.
    /// - Throws: a `DatabaseError`.
    public func body(sha256: String) async throws -> [UInt8]? {
        try await view.body(sha256: sha256)
    }

    /// The bytes of a tile or entry bundle of the published tree (C2SP tlog-tiles); `nil` when the
    /// tree is not large enough for it.
    ///
    /// - Throws: a `DatabaseError` or a `LogError`.
    public func tile(_ path: TilePath) async throws -> [UInt8]? { try await view.tile(path) }
}

extension Database {
    /// Gives the stored entries before a position, in order, to `body`.
    ///
    /// They are not checked: see ``StoredLog``.
    ///
    /// - Parameters:
    ///   - initial: what to begin with.
    ///   - size: how many entries to read at most.
    ///   - body: adds an entry to the result.
    /// - Returns: the result after the last entry.
    /// - Throws: what `body` throws, a `LogError`, or a `DatabaseError`.
    public func reduceLog<T: Sendable>(
        into initial: T,
        upTo size: Int,
        _ body: @escaping @Sendable (inout T, [UInt8]) throws -> Void
    ) async throws -> T {
        try await read(within: .seconds(86_400)) { reader in
            var result = initial
            try reader.forEachRow(
                "SELECT leaf, body FROM log_entry WHERE position < $1 ORDER BY position",
                [.integer(Int64(size))]
            ) { row in
                let leaf = try LogLeaf(reading: row.blob("leaf"))
                try body(&result, leaf.entry(body: row.optionalBlob("body")))
                return true
            }
            return result
        }
    }
}
