internal import MerkleTree
internal import TransparencyLog

/// The hash tiles above the leaves, as the entries make them: the last one of each level only.
struct TileEdge {
    private var open: [[TreeHash]] = []
    private var counts: [Int] = []
    /// Full tiles that were completed and not taken yet.
    private var ready: [(path: TilePath, bytes: [UInt8])] = []

    /// Takes a perfect subtree that was completed.
    mutating func complete(_ node: NodeAddress, _ hash: TreeHash) {
        guard node.level > 0, node.level % 8 == 0 else { return }
        let level = node.level / 8
        while open.count < level {
            open.append([])
            counts.append(0)
        }
        open[level - 1].append(hash)
        guard open[level - 1].count == TilePath.fullWidth,
            let path = try? TilePath(.hashes(level: level), index: counts[level - 1])
        else { return }
        ready.append((path, HashTile.encode(open[level - 1])))
        open[level - 1] = []
        counts[level - 1] += 1
    }

    /// The full tiles since the last call.
    mutating func takeReady() -> [(path: TilePath, bytes: [UInt8])] {
        defer { ready = [] }
        return ready
    }

    /// The partial tiles of the size that is reached.
    func partials() -> [(path: TilePath, bytes: [UInt8])] {
        open.indices.compactMap { index in
            guard !open[index].isEmpty,
                let path = try? TilePath(
                    .hashes(level: index + 1),
                    index: counts[index],
                    width: open[index].count
                )
            else { return nil }
            return (path, HashTile.encode(open[index]))
        }
    }
}
