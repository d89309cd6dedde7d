import BaseEncoding
import CanonicalJSON
import MerkleTree
import Testing

@Suite(.enabled(if: Vectors.arePresent)) struct PublishedVectors {
    @Test func `give the same leaf hashes and roots`() throws {
        let json = try Vectors.json("tlog/rfc6962-tree.json")
        let leaves = try #require(json["leaf_inputs_hex"]?.arrayValue)
        let hashes = try #require(json["leaf_hashes_hex"]?.arrayValue)
        let roots = try #require(json["roots_hex"]?.arrayValue)

        var range = CompactRange()
        #expect(range.root.hexadecimal == json["empty_root_hex"]?.stringValue)
        #expect(range.root.hexadecimal == roots.first?.stringValue)
        for (position, leaf) in leaves.enumerated() {
            let hash = TreeHash.leaf(try bytes(hexadecimal: leaf.stringValue))
            #expect(hash.hexadecimal == hashes[position].stringValue)
            range.append(hash)
            #expect(range.root.hexadecimal == roots[position + 1].stringValue)
        }
        print("\(leaves.count) leaf hashes, \(roots.count) roots")
    }

    @Test func `give the same roots of large trees`() throws {
        let json = try Vectors.json("tlog/rfc6962-tree.json")
        let roots = try #require(json["big_roots_hex"]?.objectValue)

        var range = CompactRange()
        var checked = 0
        let largest = roots.compactMap { Int($0.key) }.max() ?? 0
        for size in 0...largest {
            if let root = roots[String(size)]?.stringValue {
                #expect(range.root.hexadecimal == root)
                checked += 1
            }
            range.append(.leaf(String(size).utf8))
        }
        #expect(checked == roots.count)
        print("\(checked) roots of trees up to \(largest) leaves")
    }

    @Test func `decide inclusion proofs alike`() throws {
        var counts: [String: Int] = [:]
        for json in try Vectors.jsonLines("tlog/proofs.jsonl") {
            let kind = try #require(json["kind"]?.stringValue)
            guard kind == "inclusion" || kind == "subtreeinclusion" else { continue }
            counts[kind, default: 0] += 1
            #expect(
                accepts { try verifyInclusion(json) } == (json["wantErr"] == false),
                "\(json["name"]?.stringValue ?? "")"
            )
        }
        print(
            "\(counts["inclusion"] ?? 0) inclusion proofs, \(counts["subtreeinclusion"] ?? 0) in subtrees"
        )
        #expect(counts == ["inclusion": 98, "subtreeinclusion": 204])
    }

    @Test func `decide consistency proofs alike`() throws {
        var counts: [String: Int] = [:]
        for json in try Vectors.jsonLines("tlog/proofs.jsonl") {
            let kind = try #require(json["kind"]?.stringValue)
            // A subtree that starts at leaf 0 is an older tree; others are not a feature here.
            guard kind == "consistency" || json["end"] != 0 && json["start"] == 0 else { continue }
            guard kind.hasSuffix("consistency") else { continue }
            counts[kind, default: 0] += 1
            // One good vector has 12 bytes for roots, which no hash can be made of.
            let hasHashes = (try? hash(json["root1"])) != nil && (try? hash(json["root2"])) != nil
            let expected = json["wantErr"] == false && hasHashes
            let name = json["name"]?.stringValue ?? ""
            #expect(accepts { try verifyConsistency(json) } == expected, "\(name)")
        }
        let subtrees = counts["subtreeconsistency"] ?? 0
        print("\(counts["consistency"] ?? 0) consistency proofs, \(subtrees) of subtrees at 0")
        #expect(counts["consistency"] == 98)
        #expect(subtrees > 90)
    }

    private func accepts(_ check: () throws -> Void) -> Bool {
        do {
            try check()
            return true
        } catch {
            return false
        }
    }

    /// Inclusion in the leaves from `start` is inclusion in the tree of those leaves alone.
    private func verifyInclusion(_ json: JSON) throws {
        let start = Int(json["start"]?.integerValue ?? 0)
        let end = Int(try integer(json["end"] ?? json["treeSize"]))
        let index = Int(try integer(json["leafIdx"]))
        let size = end - start
        guard start >= 0, size > 0, start.isMultiple(of: nextPowerOfTwo(size)) else {
            throw MerkleError(code: .sizeOutOfRange, reason: "no such subtree")
        }
        let proof = InclusionProof(
            index: index - start,
            size: size,
            path: try hashes(json["proof"])
        )
        try proof.verify(leaf: hash(json["leafHash"]), root: hash(json["root"]))
    }

    private func verifyConsistency(_ json: JSON) throws {
        let old = try integer(json["size1"] ?? json["end"])
        let new = try integer(json["size2"] ?? json["size"])
        let proof = ConsistencyProof(
            oldSize: Int(old),
            newSize: Int(new),
            path: try hashes(json["proof"])
        )
        try proof.verify(oldRoot: hash(json["root1"]), newRoot: hash(json["root2"]))
    }

    private func nextPowerOfTwo(_ number: Int) -> Int {
        var power = 1
        while power < number { power *= 2 }
        return power
    }

    private func integer(_ json: JSON?) throws -> Int64 {
        // Some refused vectors have sizes of 2^64 - 1, which are read as text.
        guard let value = json?.integerValue else {
            throw MerkleError(code: .sizeOutOfRange, reason: "no 64-bit integer")
        }
        return value
    }

    private func hash(_ json: JSON?) throws -> TreeHash {
        try TreeHash(base64: (json?.stringValue ?? "").utf8)
    }

    private func hashes(_ json: JSON?) throws -> [TreeHash] {
        try (json?.arrayValue ?? []).map { try hash($0) }
    }

    private func bytes(hexadecimal text: String?) throws -> [UInt8] {
        try #require(Hexadecimal.decode((text ?? "?").utf8))
    }
}
