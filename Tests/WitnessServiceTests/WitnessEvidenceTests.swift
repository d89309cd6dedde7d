import MerkleTree
import Storage
import Testing
import TransparencyLog
import WitnessService

@Suite struct EvidenceOfAWitness {
    private let tree = Tree(count: 140)
    private let fork = Tree(count: 140, forkedAt: 3)

    private func kept(in folder: Folder) async throws -> [WitnessEvidence] {
        let database = try await Database.open(
            .sqlite(path: folder.path + "/witness.sqlite"),
            migrations: WitnessSchema.migrations
        )
        let all = try await WitnessEvidence.all(in: database)
        try await database.close()
        return all
    }

    @Test func `is whole, however much the log has put before its signature`() async throws {
        let folder = try Folder()
        var note = try Note(
            text: Array(
                ("\(Keys.origin)\n9\n\(fork.root(9).base64)\n"
                    + String(repeating: "x", count: 30_000) + "\n").utf8
            )
        )
        let junk = (0..<99).map { number in
            "\u{2014} junk\(number) " + String(repeating: "A", count: 200) + "\n"
        }
        try note.sign(with: Keys.log())
        let signature = note.bytes.dropFirst(note.text.count + 1)
        let request =
            Array("old 9\n\n".utf8) + note.text + Array("\n\(junk.joined())".utf8) + signature
        #expect(request.count > 50_000 && request.count < AddCheckpoint.maximumBytes)
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            #expect(try await witness.add(tree.request(0, 9)).status == 200)
            #expect(try await witness.post(request).status == 422)
        }

        let all = try await kept(in: folder)
        let evidence = try #require(all.first)
        #expect(all.count == 1 && evidence.isContradiction)
        #expect(evidence.seconds == ServedWitness.seconds)
        #expect(evidence.request == request)
        let two = [
            try SignedCheckpoint(parsing: try #require(evidence.recorded)),
            try AddCheckpoint(parsing: evidence.request).checkpoint,
        ]
        for signed in two { try signed.verify(log: Keys.log().verifier) }
        #expect(two.map(\.checkpoint.root) == [tree.root(9), fork.root(9)])
    }

    @Test func `is kept once for each checkpoint, the oldest of each kind, and no more`()
        async throws
    {
        let folder = try Folder()
        let limit = WitnessEvidence.maximumOfALog
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            #expect(try await witness.add(tree.request(0, 9)).status == 200)
            for size in 10...(12 + limit) {
                for _ in 0..<2 {
                    #expect(try await witness.add(fork.request(9, size)).status == 422)
                }
            }
            // What needs no proof is not crowded out by what anybody can send.
            #expect(try await witness.add(fork.request(9, 9)).status == 422)
        }

        let all = try await kept(in: folder)
        #expect(all.map(\.checkpoint.size) == Array(10..<10 + limit) + [9])
        #expect(all.map(\.isContradiction) == Array(repeating: false, count: limit) + [true])
    }

    @Test func `is not made of an honest checkpoint with a wrong proof`() async throws {
        let folder = try Folder()
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            #expect(try await witness.add(tree.request(0, 9)).status == 200)
            let same = AddCheckpoint(
                oldSize: 9,
                path: [tree.root(3)],
                checkpoint: try tree.signed(9)
            )
            #expect(try await witness.add(same).status == 422)
            let larger = AddCheckpoint(oldSize: 9, path: [], checkpoint: try tree.signed(12))
            #expect(try await witness.add(larger).status == 422)
        }
        #expect(try await kept(in: folder).map(\.checkpoint.size) == [12])
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            #expect(try await witness.add(tree.request(9, 12)).status == 200)
        }
        #expect(try await kept(in: folder).isEmpty)
    }

    @Test func `is not made by strangers`() async throws {
        let folder = try Folder()
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            #expect(try await witness.add(tree.request(0, 9)).status == 200)
            let stranger = try Keys.signer(7, Keys.origin, .ed25519)
            let forged = AddCheckpoint(
                oldSize: 9,
                path: [],
                checkpoint: try fork.signed(9, by: stranger)
            )
            #expect(try await witness.add(forged).status == 403)
        }
        #expect(try await kept(in: folder).isEmpty)
    }
}
