internal import LogClient
internal import MerkleTree
internal import TransparencyLog

/// Compares the hash tiles that a log serves with those that its entries make.
enum TileComparison {
    /// The path of the first tile that is missing or other than it should be; `nil` when all are
    /// right.
    static func firstWrongTile(
        of entries: [[UInt8]],
        in source: LogSource
    ) async throws -> TilePath? {
        var range = CompactRange()
        var nodes: [NodeAddress: TreeHash] = [:]
        for entry in entries {
            range.append(try LogLeaf(recording: entry).hash) { address, hash in
                if address.level % 8 == 0 { nodes[address] = hash }
            }
        }
        for path in TilePath.all(ofSize: entries.count) where path.kind != .entries {
            let expected = try HashTile.encode(path) { nodes[$0] }
            let limit = TilePath.fullWidth * TreeHash.byteCount
            var served = try await source.read(path.description, limit: limit)
            if served == nil, path.isPartial {
                // A partial tile may be gone once the full one is there.
                served = try await source.read(path.full.description, limit: limit)
                    .map { Array($0.prefix(expected.count)) }
            }
            guard served == expected else { return path }
        }
        return nil
    }
}
