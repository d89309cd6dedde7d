import CanonicalJSON
import MerkleTree
import TransparencyLog

/// The code a check is refused with, or `nil` where it passes.
func refusal(_ check: () throws -> Void) -> LogError.Code? {
    do {
        try check()
        return nil
    } catch {
        return (error as? LogError)?.code
    }
}

/// A log kept in memory: all nodes and all entries.
struct MemoryLog {
    var entries: [[UInt8]] = []
    var range = CompactRange()
    var nodes: [NodeAddress: TreeHash] = [:]

    init(count: Int) {
        for number in 0..<count { append(Array(String(number).utf8)) }
    }

    mutating func append(_ entry: [UInt8]) {
        entries.append(entry)
        range.append(.leaf(entry)) { nodes[$0] = $1 }
    }

    func lookup(_ node: NodeAddress) -> TreeHash? { nodes[node] }

    func bytes(of path: TilePath) throws -> [UInt8] {
        guard path.kind == .entries else { return try HashTile.encode(path, lookup: lookup) }
        let start = path.index * TilePath.fullWidth
        return try EntryBundle.encode(entries[start..<start + path.width])
    }
}

/// SplitMix64: the same seed gives the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
