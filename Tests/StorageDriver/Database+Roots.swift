import LogService
import MerkleTree
import Storage

extension Database {
    /// The root of the tree at each size, from the entries alone.
    func roots(upTo size: Int) async throws -> [[UInt8]] {
        try await reduceLog(into: Roots(), upTo: size) { roots, entry in
            roots.range.append(TreeHash.leaf(entry))
            roots.all.append(roots.range.root.bytes)
        }.all
    }

    private struct Roots: Sendable {
        var range = CompactRange()
        var all: [[UInt8]] = [CompactRange().root.bytes]
    }
}
