import CanonicalJSON
import MerkleTree
import Testing
import TransparencyLog

/// A log of 600 entries that another program wrote.
@Suite(.enabled(if: Vectors.arePresent)) struct MiniLog {
    private static let folder = "tlog/mini-log/"
    private let log: NoteVerifier
    private let witness: NoteVerifier
    private let proofs: JSON
    private let memory = MemoryLog(count: 600)

    init() throws {
        proofs = try Vectors.json(Self.folder + "proofs.json")
        log = try NoteVerifier(text: proofs["vkey"]?.stringValue ?? "")
        witness = try NoteVerifier(text: proofs["witness_vkey"]?.stringValue ?? "")
    }

    private func checkpoint(_ name: String) throws -> SignedCheckpoint {
        try SignedCheckpoint(parsing: Vectors.bytes(Self.folder + name))
    }

    private func tile(_ path: TilePath) -> [UInt8]? {
        try? Vectors.bytes(Self.folder + path.description)
    }

    @Test(arguments: [
        ("checkpoint.256", 256), ("checkpoint.512", 512), ("checkpoint.600", 600),
        ("checkpoint", 600),
    ])
    func `has signed and witnessed checkpoints whose roots the tiles give`(
        name: String,
        size: Int
    ) throws {
        let signed = try checkpoint(name)

        let verified = try signed.verify(log: log, witnesses: [witness], quorum: 1)
        #expect(verified.map(\.verifier) == [log, witness])
        #expect(verified.last?.timestampSeconds ?? 0 > 1_600_000_000)
        #expect(signed.checkpoint.size == size)
        #expect(signed.bytes == (try Vectors.bytes(Self.folder + name)))
        #expect(try TiledTree(size: size, source: tile).root() == signed.checkpoint.root)
    }

    @Test func `has the tiles and bundles we would write`() throws {
        var hashes = 0
        var bundles = 0
        for path in TilePath.all(ofSize: 600) {
            let bytes = try #require(tile(path))
            #expect(try memory.bytes(of: path) == bytes)
            if path.kind == .entries {
                bundles += 1
                #expect(try EntryBundle.decode(bytes, width: path.width).count == path.width)
            } else {
                hashes += 1
                #expect(HashTile.encode(try HashTile.decode(bytes, width: path.width)) == bytes)
            }
        }
        print("\(hashes) hash tiles, \(bundles) entry bundles")
        #expect(hashes + bundles == 7)
    }

    @Test func `has the proofs we would make`() throws {
        let tree = TiledTree(size: 600, source: tile)
        let inclusions = ["0", "299", "599"].compactMap { Int($0) }
        var compared = 0
        for index in inclusions {
            guard let expected = proofs["inclusion_\(index)_600"]?.arrayValue else { continue }
            let proof = try InclusionProof(index: index, size: 600, lookup: tree.hash(at:))
            #expect(proof.path.map(\.base64) == expected.compactMap(\.stringValue))
            compared += 1
        }
        for old in [256, 512] {
            let proof = try ConsistencyProof(oldSize: old, newSize: 600, lookup: tree.hash(at:))
            #expect(
                proof.path.map(\.base64)
                    == proofs["consistency_\(old)_600"]?.arrayValue?.compactMap(\.stringValue)
            )
            try proof.verify(
                oldRoot: checkpoint("checkpoint.\(old)").checkpoint.root,
                newRoot: checkpoint("checkpoint.600").checkpoint.root
            )
            compared += 1
        }
        print("\(compared) published proofs made again")
        #expect(compared >= 4)
    }

    @Test func `exposes a fork`() throws {
        let fork = try checkpoint("fork-checkpoint.300")
        try fork.verify(log: log)
        let proof = try ConsistencyProof(
            oldSize: 300,
            newSize: 600,
            lookup: TiledTree(size: 600, source: tile).hash(at:)
        )
        let newRoot = try checkpoint("checkpoint.600").checkpoint.root

        #expect(throws: MerkleError.self) {
            try proof.verify(oldRoot: fork.checkpoint.root, newRoot: newRoot)
        }
        try proof.verify(oldRoot: MemoryLog(count: 300).range.root, newRoot: newRoot)
    }

    @Test func `has an offline proof that we read, verify and would write`() throws {
        let bytes = try Vectors.bytes(Self.folder + "entry-299.tlog-proof")
        let leaf = TreeHash.leaf(try Vectors.bytes(Self.folder + "entry-299.leaf"))
        let proof = try OfflineProof(parsing: bytes)

        try proof.verify(leaf: leaf, log: log, witnesses: [witness], quorum: 1)
        #expect(proof.inclusion.index == 299)
        #expect(proof.bytes == bytes)
        #expect(refusal { try proof.verify(leaf: .leaf([1]), log: log) } == .proofMismatch)
        #expect(refusal { try proof.verify(leaf: leaf, log: witness) } == .wrongOrigin)
        #expect(refusal { try proof.verify(leaf: leaf, log: log, quorum: 1) } == .quorumNotMet)
        let inclusion = try InclusionProof(index: 299, size: 600, lookup: memory.lookup)
        let signed = try checkpoint("checkpoint.600")
        #expect(try OfflineProof(inclusion: inclusion, checkpoint: signed) == proof)
        let extra = try OfflineProof(inclusion: inclusion, checkpoint: signed, extra: [1, 2, 3])
        #expect(try OfflineProof(parsing: extra.bytes) == extra)
    }

    @Test func `has an offline proof that fails when any line is damaged`() throws {
        let text = String(
            decoding: try Vectors.bytes(Self.folder + "entry-299.tlog-proof"),
            as: UTF8.self
        )
        let leaf = TreeHash.leaf(try Vectors.bytes(Self.folder + "entry-299.leaf"))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var refused = 0
        for position in lines.indices.dropLast() {
            var fewer = lines
            fewer.remove(at: position)
            var twice = lines
            twice.insert(lines[position], at: position)
            for damaged in [fewer, twice] {
                let bytes = Array(damaged.joined(separator: "\n").utf8)
                let code = refusal {
                    try OfflineProof(parsing: bytes).verify(
                        leaf: leaf,
                        log: log,
                        witnesses: [witness],
                        quorum: 1
                    )
                }
                // A signature line given twice counts once and does no harm.
                if damaged == twice, lines[position].hasPrefix("—") { continue }
                #expect(code != nil, "line \(position)")
                refused += 1
            }
        }
        print("\(refused) damaged offline proofs refused")
        for text in ["", "c2sp.org/tlog-proof@v2\n", "c2sp.org/tlog-proof@v1\nextra =\nindex 0\n"] {
            #expect(refusal { _ = try OfflineProof(parsing: Array(text.utf8)) } == .malformedProof)
        }
    }
}
