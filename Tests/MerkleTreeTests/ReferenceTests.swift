import MerkleTree
import Testing

@Suite struct TreesAgainstTheReference {
    private static let tree = ReferenceTree(count: 70)

    @Test(arguments: 0...70)
    func `have the same root, right edge and bytes`(size: Int) throws {
        var range = CompactRange()
        for leaf in Self.tree.leaves.prefix(size) { range.append(leaf) }

        #expect(range.root == Self.tree.hash(0, size))
        #expect(range.size == size)
        #expect(try CompactRange(size: size, lookup: Self.tree.lookup) == range)
        #expect(try CompactRange(serialised: range.serialised) == range)
        #expect(CompactRange.addresses(ofSize: size).count == range.hashes.count)
    }

    @Test func `report each completed subtree once`() {
        var found: [NodeAddress: TreeHash] = [:]
        var range = CompactRange()
        for leaf in Self.tree.leaves {
            range.append(leaf) { address, hash in
                #expect(found.updateValue(hash, forKey: address) == nil)
            }
        }

        #expect(found.count == 70 + 35 + 17 + 8 + 4 + 2 + 1)
        for (address, hash) in found { #expect(Self.tree.lookup(address) == hash) }
    }

    @Test(arguments: 1...40)
    func `have the same inclusion proofs, which fail for all else`(size: Int) throws {
        let root = Self.tree.hash(0, size)
        for index in 0..<size {
            let proof = try InclusionProof(index: index, size: size, lookup: Self.tree.lookup)
            let leaf = Self.tree.leaves[index]

            #expect(proof.path == Self.tree.path(index, 0, size))
            try proof.verify(leaf: leaf, root: root)
            #expect(
                refusal { try proof.verify(leaf: .empty, root: root) }
                    == .rootMismatch
            )
            #expect(
                refusal { try proof.verify(leaf: leaf, root: .empty) }
                    == .rootMismatch
            )
            var longer = proof
            longer.path.append(root)
            #expect(
                refusal { try longer.verify(leaf: leaf, root: root) }
                    == .wrongLength
            )
            if size > 1 {
                var shorter = proof
                shorter.path.removeLast()
                #expect(
                    refusal { try shorter.verify(leaf: leaf, root: root) }
                        == .wrongLength
                )
                var moved = proof
                moved.index = (index + 1) % size
                #expect(
                    refusal { try moved.verify(leaf: leaf, root: root) }
                        != nil
                )
            }
        }
    }

    @Test(arguments: 0...40)
    func `have the same consistency proofs, which fail for all else`(new: Int) throws {
        let newRoot = Self.tree.hash(0, new)
        for old in 0...new {
            let proof = try ConsistencyProof(oldSize: old, newSize: new, lookup: Self.tree.lookup)
            let oldRoot = Self.tree.hash(0, old)

            #expect(proof.path == (old == 0 ? [] : Self.tree.proof(old, 0, new, whole: true)))
            try proof.verify(oldRoot: oldRoot, newRoot: newRoot)
            let other = TreeHash.leaf([7])
            #expect(
                refusal {
                    try proof.verify(oldRoot: other, newRoot: newRoot)
                } == .rootMismatch
            )
            if old > 0 {
                #expect(
                    refusal {
                        try proof.verify(oldRoot: oldRoot, newRoot: other)
                    } == .rootMismatch
                )
            }
            var longer = proof
            longer.path.append(other)
            #expect(
                refusal {
                    try longer.verify(oldRoot: oldRoot, newRoot: newRoot)
                } == .wrongLength
            )
            for position in proof.path.indices {
                var changed = proof
                changed.path[position] = other
                #expect(
                    refusal {
                        try changed.verify(oldRoot: oldRoot, newRoot: newRoot)
                    } != nil
                )
            }
        }
    }

    @Test func `agree at random in larger trees`() throws {
        let seed: UInt64 = 6962
        print("random trees: seed \(seed)")
        var random = SeededGenerator(seed: seed)
        let tree = ReferenceTree(count: 1500)
        for _ in 0..<20 {
            let new = Int.random(in: 1...1500, using: &random)
            let old = Int.random(in: 1...new, using: &random)
            let index = Int.random(in: 0..<new, using: &random)
            let newRoot = tree.hash(0, new)
            let inclusion = try InclusionProof(index: index, size: new, lookup: tree.lookup)
            let consistency = try ConsistencyProof(oldSize: old, newSize: new, lookup: tree.lookup)

            #expect(inclusion.path == tree.path(index, 0, new))
            #expect(consistency.path == tree.proof(old, 0, new, whole: true))
            try inclusion.verify(leaf: tree.leaves[index], root: newRoot)
            try consistency.verify(oldRoot: tree.hash(0, old), newRoot: newRoot)
        }
    }

    @Test func `need exactly the nodes they name`() throws {
        for size in 1...70 {
            let index = size * 2 / 3
            let needed = InclusionProof.requiredNodes(index: index, size: size)
            var asked: [NodeAddress] = []
            _ = try InclusionProof(index: index, size: size) {
                asked.append($0)
                return Self.tree.lookup($0)
            }
            #expect(asked == needed)
            for missing in needed {
                #expect(
                    refusal {
                        _ = try InclusionProof(index: index, size: size) {
                            $0 == missing ? nil : Self.tree.lookup($0)
                        }
                    } == .missingNode
                )
            }
        }
        #expect(ConsistencyProof.requiredNodes(oldSize: 3, newSize: 7).count == 5)
    }
}

@Suite struct MerkleRefusals {
    @Test(arguments: [(-1, 5), (5, 5), (0, 0), (6, 5), (0, -1)])
    func `name a leaf outside the tree`(index: Int, size: Int) {
        let proof = InclusionProof(index: index, size: size, path: [])

        #expect(
            refusal { try proof.verify(leaf: .empty, root: .empty) }
                == .indexOutOfRange
        )
        #expect(
            refusal {
                _ = try InclusionProof(index: index, size: size) { _ in .empty }
            } == .indexOutOfRange
        )
        #expect(InclusionProof.requiredNodes(index: index, size: size).isEmpty)
    }

    @Test(arguments: [(-1, 5), (6, 5), (0, -1)])
    func `name sizes out of order`(old: Int, new: Int) {
        let proof = ConsistencyProof(oldSize: old, newSize: new, path: [])

        #expect(
            refusal { try proof.verify(oldRoot: .empty, newRoot: .empty) }
                == .sizeOutOfRange
        )
        #expect(ConsistencyProof.requiredNodes(oldSize: old, newSize: new).isEmpty)
    }

    @Test func `name malformed hashes and right edges`() {
        #expect(
            refusal { _ = try TreeHash(bytes: [1, 2]) } == .malformedHash
        )
        #expect(
            refusal { _ = try TreeHash(hexadecimal: "0g") }
                == .malformedHash
        )
        #expect(
            refusal { _ = try TreeHash(base64: "AA==".utf8) }
                == .malformedHash
        )
        #expect(
            refusal { _ = try CompactRange(size: 3, hashes: [.empty]) }
                == .wrongLength
        )
        #expect(
            refusal { _ = try CompactRange(size: -1, hashes: []) }
                == .sizeOutOfRange
        )
        #expect(
            refusal { _ = try CompactRange(serialised: [0]) }
                == .sizeOutOfRange
        )
        let negative = [0x80] + [UInt8](repeating: 0, count: 7)
        #expect(
            refusal { _ = try CompactRange(serialised: negative) }
                == .sizeOutOfRange
        )
        let short = [UInt8](repeating: 0, count: 7) + [1, 9]
        #expect(
            refusal { _ = try CompactRange(serialised: short) }
                == .wrongLength
        )
    }
}

@Suite struct HashText {
    @Test func `survives a round trip`() throws {
        let hash = TreeHash.leaf([1, 2, 3])

        #expect(try TreeHash(base64: hash.base64.utf8) == hash)
        #expect(try TreeHash(hexadecimal: hash.hexadecimal) == hash)
        #expect(try TreeHash(bytes: hash.bytes) == hash)
        #expect(TreeHash.empty.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    }
}
