internal import MerkleTree
public import Storage
public import TransparencyLog

/// The log as it stands under one signed checkpoint: tiles, bodies, entries and proofs.
///
/// INVARIANT: nothing is read that the checkpoint does not cover, and nothing is read but the rows
/// that an answer needs.
public struct LogView: Sendable {
    /// The checkpoint that everything stands under.
    public let checkpoint: SignedCheckpoint
    let database: Database

    /// Makes a view of a database.
    ///
    /// - Parameters:
    ///   - database: a database with ``LogSchema/migrations`` applied.
    ///   - checkpoint: one that was signed over entries of this database.
    public init(of database: Database, under checkpoint: SignedCheckpoint) {
        self.database = database
        self.checkpoint = checkpoint
    }

    /// Makes a view under the last checkpoint that is stored; nil where none is.
    ///
    /// - Throws: a `LogError` for a checkpoint that is none or was signed by another key; a
    ///   `DatabaseError`.
    public init?(of database: Database, verifier: NoteVerifier) async throws {
        let note = try await database.read { reader in
            try reader.query("SELECT note FROM log_checkpoint").first?.blob("note")
        }
        guard let note else { return nil }
        let signed = try SignedCheckpoint(parsing: note)
        try signed.verify(log: verifier)
        self.init(of: database, under: signed)
    }

    /// How many entries the checkpoint covers.
    public var size: Int { checkpoint.checkpoint.size }

    /// The entry at a position, as it was recorded; nil where the checkpoint does not cover it.
    ///
    /// - Throws: a `DatabaseError`.
    public func entry(at position: Int) async throws -> [UInt8]? {
        guard position >= 0, position < size else { return nil }
        return try await entries(position..<position + 1).first
    }

    /// The entries of a range, as they were recorded, as far as the checkpoint covers them.
    ///
    /// - Throws: a `DatabaseError`.
    public func entries(_ range: Range<Int>) async throws -> [[UInt8]] {
        let range = range.clamped(to: 0..<size)
        guard !range.isEmpty else { return [] }
        return try await database.read { reader in
            try reader.query(
                "SELECT coalesce(body, leaf) AS entry FROM log_entry "
                    + "WHERE position >= $1 AND position < $2 ORDER BY position",
                [.integer(Int64(range.lowerBound)), .integer(Int64(range.upperBound))]
            ).map { try $0.blob("entry") }
        }
    }

    /// The body of a large entry; nil when no entry has that hash.
    ///
    /// - Parameter sha256: 64 lower-case hexadecimal digits.
    /// - Returns: the entry that the tree holds by its hash.
    /// - Throws: a `DatabaseError`.
    public func body(sha256: String) async throws -> [UInt8]? {
        let size = Int64(size)
        return try await database.read { reader in
            try reader.query(
                "SELECT body FROM log_entry WHERE body_sha256 = $1 AND position < $2",
                [.text(sha256), .integer(size)]
            ).first?.blob("body")
        }
    }

    /// Whether the tree is large enough for a tile or entry bundle.
    public func has(_ path: TilePath) -> Bool {
        guard path.index <= size / TilePath.fullWidth else { return false }
        let end = path.index * TilePath.fullWidth + path.width
        switch path.kind {
        case .entries: return end <= size
        case .hashes(let level): return level < 8 && end <= size >> (8 * level)
        }
    }

    /// The bytes of a tile or entry bundle (C2SP tlog-tiles); nil when the tree is not large enough
    /// for it.
    ///
    /// - Throws: a `DatabaseError` or a `LogError`.
    public func tile(_ path: TilePath) async throws -> [UInt8]? {
        guard has(path) else { return nil }
        return try await database.read { try Self.read(path, $0) }
    }

    /// Reads a tile that the tree has: 256 rows at most.
    static func read(_ path: TilePath, _ reader: Reader) throws -> [UInt8] {
        let first = path.index * TilePath.fullWidth
        var values: [SQLValue] = [.integer(Int64(first)), .integer(Int64(first + path.width))]
        let sql: String
        switch path.kind {
        case .entries:
            sql =
                "SELECT leaf AS item FROM log_entry WHERE position >= $1 AND position < $2 "
                + "ORDER BY position"
        case .hashes(level: 0):
            sql =
                "SELECT leaf_hash AS item FROM log_entry WHERE position >= $1 AND position < $2 "
                + "ORDER BY position"
        case .hashes(let level):
            values.append(.integer(Int64(8 * level)))
            sql =
                "SELECT hash AS item FROM log_node WHERE level = $3 AND number >= $1 "
                + "AND number < $2 ORDER BY number"
        }
        let items = try reader.query(sql, values).map { try $0.blob("item") }
        guard items.count == path.width else {
            throw LogServiceError(.inconsistent, "rows of `\(path)` are missing: restore a backup")
        }
        return path.kind == .entries ? try EntryBundle.encode(items) : items.flatMap(\.self)
    }
}
