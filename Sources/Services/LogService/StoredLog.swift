internal import MerkleTree
public import Storage
public import TransparencyLog

/// The log as it lies in a database, checked against its last signed checkpoint.
public struct StoredLog: Sendable {
    /// How many entries are stored; the last of them may not be signed for yet.
    public var size: Int { range.size }
    /// The last signed checkpoint; nil for a log that was never opened.
    public let checkpoint: SignedCheckpoint?
    let range: CompactRange
    /// The hash of the last entry; nil for an empty log.
    let lastLeaf: TreeHash?

    /// Reads the whole log, and checks its hashes and its checkpoint.
    ///
    /// - Parameters:
    ///   - database: a database with ``LogSchema/migrations`` applied.
    ///   - verifiers: the public keys that the log signs or has signed with.
    ///   - published: the last checkpoint that others may have seen, kept outside the database.
    /// - Throws: ``LogServiceError`` when the stored entries do not carry one of the checkpoints, as
    ///   after the restoring of an old backup; a `LogError` or a `DatabaseError`.
    public init(
        _ database: Database,
        verifiers: [NoteVerifier],
        published: SignedCheckpoint? = nil
    ) async throws {
        self = try await database.read(within: .seconds(86_400)) { reader in
            try StoredLog(reader, verifiers: verifiers, published: published)
        }
    }

    /// Reads the whole log of one key, as ``init(_:verifiers:published:)``.
    public init(
        _ database: Database,
        verifier: NoteVerifier,
        published: SignedCheckpoint? = nil
    ) async throws {
        try await self.init(database, verifiers: [verifier], published: published)
    }

    /// Reads the whole log in a transaction that reads other things too.
    ///
    /// - Parameters:
    ///   - reader: a transaction of a database with ``LogSchema/migrations`` applied.
    ///   - verifiers: the public keys that the log signs or has signed with.
    ///   - published: the last checkpoint that others may have seen.
    /// - Throws: as the other initialiser.
    public init(
        _ reader: Reader,
        verifiers: [NoteVerifier],
        published: SignedCheckpoint? = nil
    ) throws {
        let note = try reader.query("SELECT note FROM log_checkpoint").first?.blob("note")
        let checkpoint = try note.map { try Self.verified($0, verifiers) }
        let marks = [checkpoint, published].compactMap(\.self).map(\.checkpoint)
        let (range, roots, lastLeaf) = try Self.rebuild(reader, rootsAt: Set(marks.map(\.size)))
        for mark in marks {
            guard let root = roots[mark.size] else {
                throw LogServiceError(
                    .inconsistent,
                    "a checkpoint was signed over \(mark.size) entries, and only \(range.size) are "
                        + "stored; restore a backup that is not older"
                )
            }
            guard root == mark.root else {
                throw LogServiceError(
                    .inconsistent,
                    "the first \(mark.size) entries are not those that a checkpoint was signed "
                        + "over; restore a whole backup"
                )
            }
        }
        guard checkpoint != nil || range.size == 0 else {
            throw LogServiceError(
                .inconsistent,
                "the log has \(range.size) entries and no checkpoint; restore a whole backup"
            )
        }
        self.range = range
        self.lastLeaf = lastLeaf
        self.checkpoint = checkpoint
    }

    private static func verified(
        _ note: [UInt8],
        _ verifiers: [NoteVerifier]
    ) throws -> SignedCheckpoint {
        let signed = try SignedCheckpoint(parsing: note)
        do {
            try signed.verify(byAnyOf: verifiers)
        } catch {
            throw LogServiceError(
                .wrongKey,
                "the log's last checkpoint was not signed by this key: \(error)"
            )
        }
        return signed
    }

    /// Recomputes the tree from its entries, and compares the inner nodes that are served in tiles.
    private static func rebuild(
        _ reader: Reader,
        rootsAt sizes: Set<Int>
    ) throws -> (CompactRange, [Int: TreeHash], TreeHash?) {
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
        var roots: [Int: TreeHash] = sizes.contains(0) ? [0: range.root] : [:]
        var lastLeaf: TreeHash?
        var isSame = true
        try reader.forEachRow(
            "SELECT position, leaf, leaf_hash FROM log_entry ORDER BY position"
        ) { row in
            let hash = try TreeHash(bytes: row.blob("leaf_hash"))
            isSame = try isSame && TreeHash.leaf(row.blob("leaf")) == hash
            isSame = try isSame && row.integer("position") == Int64(range.size)
            range.append(hash) { address, hash in
                guard LogNodes.isStored(address) else { return }
                isSame = isSame && nodes.removeValue(forKey: address) == hash
            }
            lastLeaf = hash
            if sizes.contains(range.size) { roots[range.size] = range.root }
            return isSame
        }
        guard isSame, nodes.isEmpty else {
            throw LogServiceError(
                .inconsistent,
                "the stored hashes are not those of the entries; restore a backup"
            )
        }
        return (range, roots, lastLeaf)
    }
}

/// Which nodes of the tree are stored: the first of each tile above the leaves.
enum LogNodes {
    static func isStored(_ address: NodeAddress) -> Bool {
        address.level > 0 && address.level % 8 == 0
    }
}
