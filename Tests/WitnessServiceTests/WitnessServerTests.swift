import LogClient
import MerkleTree
import Storage
import Testing
import TransparencyLog
import WitnessService

@Suite struct WitnessOverHTTP {
    private let tree = Tree(count: 40)

    private func cosigned(_ answer: Answer, _ request: AddCheckpoint) throws -> Cosignature {
        try Cosignature(
            answer: answer.body,
            to: request.checkpoint,
            from: Keys.signer(1, "w1").verifier
        )
    }

    @Test func `cosigns what grows, and shows it to monitors`() async throws {
        let folder = try Folder()
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            let name = Witness.name(of: Keys.origin)
            #expect(try await witness.get("/\(name)/checkpoint").status == 404)
            var old = 0
            for size in [0, 1, 1, 5, 40] {
                let request = try tree.request(old, size)
                let answer = try await witness.add(request)
                #expect(answer.status == 200, "\(answer.text)")
                let cosignature = try cosigned(answer, request)
                #expect(cosignature.timestampSeconds == ServedWitness.seconds)
                old = size
            }
            let shown = try await witness.get("/\(name)/checkpoint")
            #expect(shown.status == 200)
            #expect(shown.type == "text/plain; charset=utf-8")
            let signed = try SignedCheckpoint(parsing: shown.body)
            #expect(signed.checkpoint.root == tree.root(40))
            try signed.verify(
                log: Keys.log().verifier,
                witnesses: [Keys.signer(1, "w1").verifier],
                quorum: 1
            )
            for path in ["/\(String(repeating: "0", count: 64))/checkpoint", "/x/checkpoint"] {
                #expect(try await witness.get(path).status == 404)
            }
        }
    }

    @Test func `answers with every status of the specification`() async throws {
        let folder = try Folder()
        let fork = Tree(count: 40, forkedAt: 3)
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            #expect(try await witness.add(tree.request(0, 5)).status == 200)

            // 400: no request, or an old size beyond the checkpoint, whatever is recorded
            #expect(try await witness.post([]).status == 400)
            #expect(try await witness.post(Array("old x\n\n".utf8)).status == 400)
            let backwards = AddCheckpoint(oldSize: 6, path: [], checkpoint: try tree.signed(5))
            #expect(try await witness.add(backwards).status == 400)

            // 403: a stranger's key under the log's name, or a signature that is wrong
            let stranger = try Keys.signer(7, Keys.origin, .ed25519)
            let unsigned = AddCheckpoint(
                oldSize: 5,
                path: [],
                checkpoint: try tree.signed(5, by: stranger)
            )
            #expect(try await witness.add(unsigned).status == 403)
            var forged = try tree.request(5, 6).bytes
            let text = Array("\(tree.root(6).base64)\n".utf8)
            let at = try #require(forged.indices.first { forged[$0...].starts(with: text) })
            forged.replaceSubrange(
                at..<at + text.count,
                with: Array("\(fork.root(6).base64)\n".utf8)
            )
            #expect(try await witness.post(forged).status == 403)

            // 404: another log
            let other = try Keys.signer(100, "example.com/other", .ed25519)
            let unknown = AddCheckpoint(
                oldSize: 0,
                path: [],
                checkpoint: try tree.signed(5, by: other)
            )
            #expect(try await witness.add(unknown).status == 404)

            // 409: another size, which is told
            for old in [0, 4, 6] {
                let conflict = try await witness.add(tree.request(old, 9))
                #expect(conflict.status == 409)
                #expect(conflict.type == "text/x.tlog.size")
                #expect(conflict.text == "5\n")
            }

            // 422: a fork, a wrong proof, another root of the same size
            #expect(try await witness.add(fork.request(5, 9)).status == 422)
            #expect(try await witness.add(fork.request(5, 5)).status == 422)
            let bare = AddCheckpoint(oldSize: 5, path: [], checkpoint: try tree.signed(9))
            #expect(try await witness.add(bare).status == 422)

            // 405 and 404 of everything else, and 200 once more
            #expect(try await witness.get("/add-checkpoint").status >= 404)
            #expect(try await witness.post([], to: "/other").status == 404)
            #expect(try await witness.add(tree.request(5, 9)).status == 200)
        }
    }

    @Test func `refuses a log that begins with a root of nothing`() async throws {
        let folder = try Folder()
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            var note = try Note(text: Array("\(Keys.origin)\n0\n\(tree.root(1).base64)\n".utf8))
            try note.sign(with: Keys.log())
            let empty = Array("old 0\n\n".utf8) + note.bytes
            #expect(try await witness.post(empty).status == 422)
            #expect(try await witness.add(tree.request(0, 1)).status == 200)
        }
    }

    @Test func `bounds the bodies that it reads`() async throws {
        let folder = try Folder()
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            let limit = AddCheckpoint.maximumBytes
            let large = [UInt8](repeating: 0x0A, count: limit + 1)
            #expect(try await witness.post(large).status == 413)
            #expect(try await witness.post(Array(large.dropLast())).status == 400)
            #expect(try await witness.add(tree.request(0, 1)).status == 200)
        }
    }

    @Test func `lets one of two contradicting requests win, however many come at once`()
        async throws
    {
        let folder = try Folder()
        let tree = tree
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            var size = 0
            for round in 1...10 {
                let next = size + round % 3 + 1
                let forks = (0..<8).map { $0 == 0 ? tree : Tree(count: 40, forkedAt: size) }
                let (old, isFirst) = (size, size == 0)
                let answers = try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
                    for (index, fork) in forks.enumerated() {
                        // Forks differ from one another by their sizes.
                        let request = try fork.request(old, index == 0 ? next : next + index)
                        group.addTask { (index, try await witness.add(request)) }
                    }
                    return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
                }
                let winners = answers.filter { $0.value.status == 200 }.keys
                #expect(winners.count == 1, "round \(round): \(answers.mapValues(\.status))")
                #expect(answers.values.allSatisfy { [200, 409].contains($0.status) })
                guard isFirst || winners.first == 0, let winner = winners.first, winner == 0 else {
                    // A fork has won: the rest of it cannot be extended by the tree any more.
                    let refused = try await witness.add(
                        tree.request(winners.first.map { next + $0 } ?? next, 40)
                    )
                    #expect(refused.status == 422)
                    return
                }
                size = next
            }
        }
    }

    @Test func `remembers after a restart, and refuses records that are not its own`()
        async throws
    {
        let folder = try Folder()
        let fork = Tree(count: 40, forkedAt: 3)
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            #expect(try await witness.add(tree.request(0, 9)).status == 200)
        }
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            let forgotten = try await witness.add(tree.request(0, 9))
            #expect(forgotten.text == "9\n")
            #expect(try await witness.add(fork.request(9, 12)).status == 422)
            #expect(try await witness.add(tree.request(9, 12)).status == 200)
        }
        await #expect(throws: WitnessServiceError.self) {
            try await ServedWitness.run(in: folder.path, signer: Keys.signer(2, "w2")) { _ in }
        }
        await #expect(throws: WitnessServiceError.self) {
            try await ServedWitness.run(
                in: folder.path,
                signer: Keys.signer(1, "w1", .ed25519)
            ) { _ in }
        }
        let database = try await Database.open(
            .sqlite(path: folder.path + "/witness.sqlite"),
            migrations: WitnessSchema.migrations
        )
        try await database.execute("UPDATE witness_record SET size = 3")
        try await database.close()
        await #expect(throws: WitnessServiceError.self) {
            try await ServedWitness.run(in: folder.path) { _ in }
        }
    }

    @Test func `has its records for itself`() async throws {
        let folder = try Folder()
        try await ServedWitness.run(in: folder.path) { _ in
            await #expect(throws: DatabaseError.self) {
                try await ServedWitness.run(in: folder.path) { _ in }
            }
        }
    }

    @Test func `gives a recent signature again rather than write at everyone's will`() async throws
    {
        let folder = try Folder()
        let clock = SettableSeconds(ServedWitness.seconds)
        try await ServedWitness.run(in: folder.path, clock: clock) { (witness) async throws in
            let request = try tree.request(0, 9)
            let first = try cosigned(try await witness.add(request), request)
            let again = try tree.request(9, 9)
            clock.now += 4
            #expect(try cosigned(try await witness.add(again), again) == first)
            clock.now += 1
            let later = try cosigned(try await witness.add(again), again)
            #expect(later.timestampSeconds == clock.now)
        }
    }

    @Test func `is asked by the client of a log`() async throws {
        let folder = try Folder()
        try await ServedWitness.run(in: folder.path) { (witness) async throws -> Void in
            let client = try WitnessClient(url: witness.address + "/")
            let request = try tree.request(0, 9)
            guard case .signed(let answer) = try await client.add(request) else {
                Issue.record("not signed")
                return
            }
            _ = try Cosignature(
                answer: answer,
                to: request.checkpoint,
                from: Keys.signer(1, "w1").verifier
            )
            #expect(try await client.add(request) == .conflict(size: 9))
            await #expect(throws: LogClientError.self) {
                try await client.add(
                    AddCheckpoint(oldSize: 9, path: [], checkpoint: tree.signed(12))
                )
            }
        }
    }
}
