import MerkleTree
import Testing

/// A small tree kept whole, with the obvious recursion of RFC 9162, section 2.1 as reference.
struct ReferenceTree {
    var leaves: [TreeHash] = []

    init(count: Int, leaf: (Int) -> TreeHash = { .leaf(String($0).utf8) }) {
        leaves = (0..<count).map(leaf)
    }

    /// MTH(D[start:end]).
    func hash(_ start: Int, _ end: Int) -> TreeHash {
        if start == end { return .empty }
        if end - start == 1 { return leaves[start] }
        let middle = start + split(end - start)
        return .node(hash(start, middle), hash(middle, end))
    }

    /// PATH(index, D[start:end]).
    func path(_ index: Int, _ start: Int, _ end: Int) -> [TreeHash] {
        if end - start == 1 { return [] }
        let middle = start + split(end - start)
        if index < middle { return path(index, start, middle) + [hash(middle, end)] }
        return path(index, middle, end) + [hash(start, middle)]
    }

    /// SUBPROOF(old, D[start:end], whole), `old` being counted from the tree's start.
    func proof(_ old: Int, _ start: Int, _ end: Int, whole: Bool) -> [TreeHash] {
        if old == end { return whole ? [] : [hash(start, end)] }
        let middle = start + split(end - start)
        if old <= middle { return proof(old, start, middle, whole: whole) + [hash(middle, end)] }
        return proof(old, middle, end, whole: false) + [hash(start, middle)]
    }

    func lookup(_ node: NodeAddress) -> TreeHash? {
        let end = (node.index + 1) << node.level
        return end <= leaves.count ? hash(node.index << node.level, end) : nil
    }

    private func split(_ count: Int) -> Int {
        var power = 1
        while 2 * power < count { power *= 2 }
        return power
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

/// The code a check is refused with, or `nil` where it passes.
func refusal(_ check: () throws -> Void) -> MerkleError.Code? {
    do {
        try check()
        return nil
    } catch {
        return (error as? MerkleError)?.code
    }
}
