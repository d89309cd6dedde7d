public import MerkleTree
public import Storage

extension StoredLog {
    /// The root of the tree of all stored entries.
    public var root: TreeHash { range.root }
}

extension Database {
    /// The hashes of all stored entries, in order; they are not checked, see ``StoredLog``.
    ///
    /// - Throws: a `DatabaseError`, or a `MerkleError` where something else is stored.
    public func logLeafHashes() async throws -> [TreeHash] {
        try await read { reader in
            var hashes: [TreeHash] = []
            try reader.forEachRow("SELECT leaf_hash FROM log_entry ORDER BY position") { row in
                hashes.append(try TreeHash(bytes: row.blob("leaf_hash")))
                return true
            }
            return hashes
        }
    }
}
