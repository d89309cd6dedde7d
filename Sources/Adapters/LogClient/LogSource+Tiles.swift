internal import MerkleTree
internal import TransparencyLog

extension LogSource {
    /// Reads a hash tile, or cuts it from the full one; `nil` when there is none of that length.
    ///
    /// Nothing of it is checked.
    func hashTile(_ path: TilePath) async throws(LogClientError) -> [UInt8]? {
        let limit = TilePath.fullWidth * TreeHash.byteCount
        let length = path.width * TreeHash.byteCount
        if let bytes = try await read(path.description, limit: limit) {
            return bytes.count == length ? bytes : nil
        }
        // A partial tile may be gone once the full one is there.
        guard path.isPartial,
            let bytes = try await read(path.full.description, limit: limit),
            bytes.count == limit
        else { return nil }
        return Array(bytes.prefix(length))
    }
}
