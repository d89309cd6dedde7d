import DatabaseSupport
import LogService
import MerkleTree
import Storage
import Testing
import TransparencyLog

@Suite struct LogViews {
    private func log(
        _ size: Int,
        on engine: TestEngine,
        batch: Int = 1000
    ) async throws -> (FreshDatabase, Database, DurableLog) {
        let fresh = try engine.fresh()
        let database = try await fresh.open(LogSchema.migrations)
        let log = try await DurableLog(
            database: database,
            signer: NoteSigner(name: "test/log", seed: [UInt8](repeating: 7, count: 32))
        )
        for start in stride(from: 0, to: size, by: batch) {
            let entries = (start..<min(size, start + batch)).map { Array("entry \($0)".utf8) }
            try await log.append(entries, at: start)
        }
        return (fresh, database, log)
    }

    @Test(arguments: TestEngine.all)
    func `prove every entry of a small log at every size`(engine: TestEngine) async throws {
        let (fresh, database, log) = try await log(40, on: engine)
        var roots = [TreeHash.empty]
        var range = CompactRange()
        for index in 0..<40 {
            range.append(.leaf(Array("entry \(index)".utf8)))
            roots.append(range.root)
        }
        for size in 1...40 {
            for index in 0..<size {
                let found = try await log.view.inclusion(of: index, inTreeOf: size)
                #expect(found.leaf == .leaf(Array("entry \(index)".utf8)))
                #expect(found.root == roots[size])
                try found.proof.verify(leaf: found.leaf, root: roots[size])
            }
            for old in 0...size {
                let found = try await log.view.consistency(from: old, to: size)
                #expect(found.oldRoot == roots[old] && found.newRoot == roots[size])
                try found.proof.verify(oldRoot: roots[old], newRoot: roots[size])
            }
        }
        try await database.close()
        withExtendedLifetime(fresh) {}
    }

    @Test(arguments: TestEngine.all)
    func `prove nothing that was not signed for`(engine: TestEngine) async throws {
        let (fresh, database, log) = try await log(300, on: engine)
        let view = log.view
        for (index, size) in [(300, nil), (-1, nil), (5, 301), (7, 7), (0, 0), (0, -1)] {
            await #expect(throws: MerkleError.self) {
                try await view.inclusion(of: index, inTreeOf: size)
            }
        }
        for (old, new) in [(301, nil), (-1, nil), (5, 301), (7, 6)] {
            await #expect(throws: MerkleError.self) {
                try await view.consistency(from: old, to: new)
            }
        }
        // What was appended since is not covered by the view's checkpoint.
        try await log.append([Array("later".utf8)], at: 300)
        #expect(try await view.entry(at: 300) == nil)
        #expect(try await log.view.entry(at: 300) == Array("later".utf8))
        #expect(try await view.tile(TilePath(.entries, index: 1, width: 45)) == nil)
        try await database.close()
        withExtendedLifetime(fresh) {}
    }

    @Test func `prove an entry of a hundred thousand by reading a few tiles`() async throws {
        let (fresh, database, log) = try await log(100_000, on: .sqlite, batch: 10_000)
        let view = log.view
        for index in [0, 1, 65_535, 65_536, 77_777, 99_999] {
            let before = database.metrics.statements.count
            let found = try await view.inclusion(of: index)
            // Each statement reads one tile: 256 rows at most.
            #expect(database.metrics.statements.count - before <= 8)
            try found.proof.verify(leaf: found.leaf, root: log.checkpoint.checkpoint.root)
        }
        for old in [1, 255, 65_536, 77_777, 99_999, 100_000] {
            let before = database.metrics.statements.count
            _ = try await view.consistency(from: old)
            #expect(database.metrics.statements.count - before <= 12)
        }
        let offline = try await view.offlineProof(of: 4711)
        try OfflineProof(parsing: offline.bytes).verify(
            leaf: .leaf(Array("entry 4711".utf8)),
            log: NoteSigner(name: "test/log", seed: [UInt8](repeating: 7, count: 32)).verifier
        )
        try await database.close()
        withExtendedLifetime(fresh) {}
    }
}
