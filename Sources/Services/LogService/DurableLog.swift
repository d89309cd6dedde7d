internal import MerkleTree
internal import NIOConcurrencyHelpers
public import Storage
public import TransparencyLog

/// The log of one register: every entry, and a signed checkpoint over all of them.
///
/// An appended entry, the hashes it completes and the checkpoint over it are stored in one
/// transaction. When ``append(_:)`` returns they survive a crash; when it throws none of them is
/// there.
///
/// INVARIANT: a checkpoint is visible to readers only after it is durable, and each extends the one
/// before, so no two that were ever published contradict each other.
public final class DurableLog: Sendable {
    private struct State {
        var range: CompactRange
        var checkpoint: SignedCheckpoint
    }

    let database: Database
    private let signer: NoteSigner
    private let state: NIOLockedValueBox<State>

    /// Opens the log, and recomputes its edge from the stored entries.
    ///
    /// - Parameters:
    ///   - database: a database with ``LogSchema/migrations`` applied.
    ///   - signer: the log's key; its name is the log's origin.
    /// - Throws: ``LogServiceError`` when the stored entries do not carry the last signed checkpoint,
    ///   as after the restoring of an old backup; a `LogError` or a `DatabaseError`.
    public init(database: Database, signer: NoteSigner) throws {
        self.database = database
        self.signer = signer
        let (range, note) = try database.readBlocking { reader in
            let range = try Self.rebuild(reader)
            let note = try reader.query("SELECT note FROM log_checkpoint").first?.blob("note")
            return (range, note)
        }
        let checkpoint: SignedCheckpoint
        if let note {
            checkpoint = try Self.stored(note, signer: signer, matching: range)
        } else {
            guard range.size == 0 else {
                throw LogServiceError(
                    .inconsistent,
                    "the log has \(range.size) entries and no checkpoint; restore a whole backup"
                )
            }
            checkpoint = try Self.sign(range, with: signer)
        }
        state = NIOLockedValueBox(State(range: range, checkpoint: checkpoint))
    }

    /// The checkpoint over all entries that are durable.
    public var checkpoint: SignedCheckpoint { state.withLockedValue(\.checkpoint) }

    /// The verifier's key, as `name+id+key` (C2SP signed-note).
    public var verifierKey: String { signer.verifier.text }

    /// Appends entries, all or none, and signs a checkpoint over them.
    ///
    /// One call at a time: the caller knows the order of its entries.
    ///
    /// - Parameters:
    ///   - entries: the entries.
    ///   - position: the position that the first of them must get; the size of the log.
    /// - Throws: ``LogServiceError`` with code `inconsistent` when the log has another size, a
    ///   `LogError`, or a `DatabaseError`; nothing is stored then.
    public func append(_ entries: [[UInt8]], at position: Int) async throws {
        let leaves = try entries.map { try LogLeaf(recording: $0) }
        let before = state.withLockedValue(\.range)
        guard before.size == position else {
            throw LogServiceError(
                .inconsistent,
                "the log holds \(before.size) entries, not \(position)"
            )
        }
        var range = before
        var nodes: [(NodeAddress, TreeHash)] = []
        for leaf in leaves {
            range.append(leaf.hash) { address, hash in
                if address.level > 0, address.level % 8 == 0 { nodes.append((address, hash)) }
            }
        }
        let completed = nodes
        let grown = range
        let checkpoint = try await database.write { [signer] writer in
            try Self.insert(leaves, entries, at: position, writer)
            for (address, hash) in completed {
                try writer.execute(
                    "INSERT INTO log_node (level, number, hash) VALUES ($1, $2, $3)",
                    [
                        .integer(Int64(address.level)), .integer(Int64(address.index)),
                        .blob(hash.bytes),
                    ]
                )
            }
            let checkpoint = try Self.sign(grown, with: signer)
            try writer.execute(
                """
                INSERT INTO log_checkpoint (id, size, note) VALUES (1, $1, $2)
                ON CONFLICT (id) DO UPDATE SET size = excluded.size, note = excluded.note
                """,
                [.integer(Int64(grown.size)), .blob(checkpoint.bytes)]
            )
            return checkpoint
        }
        state.withLockedValue { $0 = State(range: grown, checkpoint: checkpoint) }
    }

    /// Recomputes the tree from its entries, and compares the inner nodes that are served in tiles.
    private static func rebuild(_ reader: Reader) throws -> CompactRange {
        var nodes: [NodeAddress: TreeHash] = [:]
        try reader.forEachRow("SELECT level, number, hash FROM log_node") { row in
            let address = NodeAddress(
                level: Int(try row.integer("level")),
                index: Int(try row.integer("number"))
            )
            nodes[address] = try TreeHash(bytes: row.blob("hash"))
            return true
        }
        var range = CompactRange()
        var isSame = true
        try reader.forEachRow("SELECT leaf, leaf_hash FROM log_entry ORDER BY position") { row in
            let hash = try TreeHash(bytes: row.blob("leaf_hash"))
            let leaf = try row.blob("leaf")
            isSame = isSame && TreeHash.leaf(leaf) == hash
            range.append(hash) { address, hash in
                guard address.level > 0, address.level % 8 == 0 else { return }
                isSame = isSame && nodes.removeValue(forKey: address) == hash
            }
            return true
        }
        guard isSame, nodes.isEmpty else {
            throw LogServiceError(
                .inconsistent,
                "the stored hashes are not those of the entries; restore a backup"
            )
        }
        return range
    }

    private static func insert(
        _ leaves: [LogLeaf],
        _ entries: [[UInt8]],
        at position: Int,
        _ writer: Writer
    ) throws {
        for (offset, leaf) in leaves.enumerated() {
            let isLarge = leaf.largeEntry != nil
            try writer.execute(
                """
                INSERT INTO log_entry (position, leaf, leaf_hash, body, body_sha256)
                VALUES ($1, $2, $3, $4, $5)
                """,
                [
                    .integer(Int64(position + offset)), .blob(leaf.bytes),
                    .blob(leaf.hash.bytes), isLarge ? .blob(entries[offset]) : .null,
                    .optional(leaf.largeEntry?.sha256Text),
                ]
            )
        }
    }

    private static func sign(
        _ range: CompactRange,
        with signer: NoteSigner
    ) throws -> SignedCheckpoint {
        let checkpoint = try Checkpoint(
            origin: signer.verifier.name,
            size: range.size,
            root: range.root
        )
        return try SignedCheckpoint(signing: checkpoint, with: signer)
    }

    private static func stored(
        _ note: [UInt8],
        signer: NoteSigner,
        matching range: CompactRange
    ) throws -> SignedCheckpoint {
        let signed = try SignedCheckpoint(parsing: note)
        do {
            try signed.verify(log: signer.verifier)
        } catch {
            throw LogServiceError(
                .wrongKey,
                "the log's last checkpoint was not signed by this key: \(error)"
            )
        }
        guard signed.checkpoint.size == range.size, signed.checkpoint.root == range.root else {
            throw LogServiceError(
                .inconsistent,
                "the last checkpoint is over \(signed.checkpoint.size) entries, and the stored "
                    + "\(range.size) entries do not carry it; restore a backup that is not older"
            )
        }
        return signed
    }
}
