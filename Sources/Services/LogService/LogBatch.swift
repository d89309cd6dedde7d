internal import MerkleTree
internal import Storage
internal import TransparencyLog

/// Entries that are to be stored together, with all that follows from them.
struct LogBatch: Sendable {
    /// The edge of the tree with the batch.
    let range: CompactRange
    private let position: Int
    private let leafBefore: TreeHash?
    private let rows: [[SQLValue]]
    private let nodes: [[SQLValue]]
    /// The hash of the batch's last entry.
    let lastLeaf: TreeHash?

    init(
        _ leaves: [LogLeaf],
        of entries: [[UInt8]],
        after before: CompactRange,
        _ leafBefore: TreeHash?
    ) {
        position = before.size
        self.leafBefore = leafBefore
        var range = before
        var rows: [[SQLValue]] = []
        var nodes: [[SQLValue]] = []
        rows.reserveCapacity(leaves.count)
        for (leaf, entry) in zip(leaves, entries) {
            let isLarge = leaf.largeEntry != nil
            rows.append([
                .integer(Int64(range.size)), .blob(leaf.bytes), .blob(leaf.hash.bytes),
                isLarge ? .blob(entry) : .null, .optional(leaf.largeEntry?.sha256Text),
            ])
            range.append(leaf.hash) { address, hash in
                guard LogNodes.isStored(address) else { return }
                nodes.append([
                    .integer(Int64(address.level)), .integer(Int64(address.index)),
                    .blob(hash.bytes),
                ])
            }
        }
        self.range = range
        self.rows = rows
        self.nodes = nodes
        lastLeaf = leaves.last?.hash ?? leafBefore
    }

    /// Stores the batch, unless it is stored already.
    ///
    /// - Throws: ``LogServiceError`` with code `inconsistent` where something else stands there.
    func store(_ writer: Writer) throws {
        let end = try writer.query(
            "SELECT position, leaf_hash FROM log_entry ORDER BY position DESC LIMIT 1"
        ).first
        let size = try end.map { Int(try $0.integer("position")) + 1 } ?? 0
        let stored = try end?.blob("leaf_hash")
        if size == range.size, stored == lastLeaf?.bytes { return }
        guard size != position || stored == leafBefore?.bytes else {
            throw LogServiceError(
                .inconsistent,
                "the stored entry \(size - 1) is not the one that this process has signed for; the "
                    + "database lost entries and went on: stop all servers, and restore"
            )
        }
        guard size == position else {
            throw LogServiceError(
                .inconsistent,
                "the stored log holds \(size) entries, not \(position)"
            )
        }
        try writer.insert(
            rows,
            into: "log_entry",
            columns: ["position", "leaf", "leaf_hash", "body", "body_sha256"]
        )
        try writer.insert(nodes, into: "log_node", columns: ["level", "number", "hash"])
    }
}
