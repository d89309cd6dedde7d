internal import BaseEncoding
internal import MerkleTree
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

    /// The entry at a position, as it was recorded; `nil` past the end.
    ///
    /// - Throws: a `DatabaseError`.
    public func entry(at position: Int) async throws -> [UInt8]? {
        try await database.read { reader in
            try reader.query(
                "SELECT coalesce(body, leaf) AS entry FROM log_entry WHERE position = $1",
                [.integer(Int64(position))]
            ).first?.blob("entry")
        }
    }

    /// The body of a large entry; `nil` when no entry has that hash.
    ///
    /// - Parameter sha256: 64 lower-case hexadecimal digits.
    /// - Returns: the entry that the tree holds by its hash.
    /// - Throws: a `DatabaseError`.
    public func body(sha256: String) async throws -> [UInt8]? {
        try await database.read { reader in
            try reader.query(
                "SELECT body FROM log_entry WHERE body_sha256 = $1",
                [.text(sha256)]
            ).first?.blob("body")
        }
    }

    /// The bytes of a tile or entry bundle of the published tree (C2SP tlog-tiles); `nil` when the
    /// tree is not large enough for it.
    ///
    /// - Throws: a `DatabaseError` or a `LogError`.
    public func tile(_ path: TilePath) async throws -> [UInt8]? {
        let size = checkpoint.checkpoint.size
        guard path.index <= size / TilePath.fullWidth else { return nil }
        let first = path.index * TilePath.fullWidth
        switch path.kind {
        case .entries:
            guard first + path.width <= size else { return nil }
            return try EntryBundle.encode(
                try await blobs(
                    "SELECT leaf AS item FROM log_entry WHERE position >= $1 AND position < $2 "
                        + "ORDER BY position",
                    [first, first + path.width]
                )
            )
        case .hashes(let level):
            guard first + path.width <= size >> (8 * level), level < 8 else { return nil }
            let hashes =
                level == 0
                ? try await blobs(
                    "SELECT leaf_hash AS item FROM log_entry "
                        + "WHERE position >= $1 AND position < $2 ORDER BY position",
                    [first, first + path.width]
                )
                : try await blobs(
                    "SELECT hash AS item FROM log_node "
                        + "WHERE level = $3 AND number >= $1 AND number < $2 ORDER BY number",
                    [first, first + path.width, 8 * level]
                )
            return hashes.flatMap(\.self)
        }
    }

    private func blobs(_ sql: String, _ values: [Int]) async throws -> [[UInt8]] {
        try await database.read { reader in
            try reader.query(sql, values.map { .integer(Int64($0)) }).map { try $0.blob("item") }
        }
    }
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
