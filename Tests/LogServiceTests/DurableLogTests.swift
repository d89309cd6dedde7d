import DatabaseSupport
import LogService
import MerkleTree
import Storage
import Testing
import TransparencyLog

@Suite struct DurableLogs {
    private func signer(_ byte: UInt8 = 7) throws -> NoteSigner {
        try NoteSigner(name: "test/log", seed: [UInt8](repeating: byte, count: 32))
    }

    private func open(_ fresh: FreshDatabase) async throws -> Database {
        try await fresh.open(LogSchema.migrations)
    }

    private func entries(_ range: Range<Int>) -> [[UInt8]] {
        range.map { Array("{\"entry\":\($0)}".utf8) }
    }

    @Test(arguments: TestEngine.all)
    func `gives the tree that the tiles and bundles it serves add up to`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await open(fresh)
        let log = try await DurableLog(database: database, signer: try signer())
        try await log.append(entries(0..<300), at: 0)
        try await log.append(entries(300..<700), at: 300)

        let size = log.checkpoint.checkpoint.size
        #expect(size == 700)
        try log.checkpoint.verify(log: try signer().verifier)
        var tiles: [TilePath: [UInt8]] = [:]
        for path in TilePath.all(ofSize: size) {
            let tile = try await log.tile(path)
            let bytes: [UInt8] = try #require(tile)
            tiles[path] = bytes
        }
        let root = try TiledTree(size: size) { tiles[$0] }.root()
        #expect(root == log.checkpoint.checkpoint.root)
        let bundle = try TilePath(.entries, index: 2, width: 188)
        let decoded = try EntryBundle.decode(try #require(tiles[bundle]), width: 188)
        #expect(decoded == entries(512..<700))
        try await database.close()
    }

    @Test func `is signed by two keys while one is exchanged, and then by the new one alone`()
        async throws
    {
        let fresh = try TestEngine.sqlite.fresh()
        let old = try signer()
        let new = try signer(8)
        let database = try await open(fresh)
        let before = try await DurableLog(database: database, signer: old)
        try await before.append(entries(0..<3), at: 0)

        let during = try await DurableLog(database: database, signer: new, others: [old])
        try await during.confirm()
        try await during.append(entries(3..<5), at: 3)
        for key in [old, new] { try during.checkpoint.verify(log: key.verifier) }
        #expect(try during.checkpoint.verify(byAnyOf: [new.verifier, old.verifier]).count == 2)

        let after = try await DurableLog(database: database, signer: new)
        try await after.append(entries(5..<6), at: 5)
        try after.checkpoint.verify(log: new.verifier)
        #expect(throws: LogError.self) { try after.checkpoint.verify(log: old.verifier) }
        try await database.close()
    }

    @Test func `opens with a new key at once when it is told of the retired one, and not else`()
        async throws
    {
        let fresh = try TestEngine.sqlite.fresh()
        let database = try await open(fresh)
        let before = try await DurableLog(database: database, signer: try signer())
        try await before.append(entries(0..<3), at: 0)

        await #expect(throws: LogServiceError.self) {
            try await DurableLog(database: database, signer: try signer(8))
        }
        let after = try await DurableLog(
            database: database,
            signer: try signer(8),
            retired: [try signer().verifier]
        )
        try await after.confirm()
        // The stored checkpoint is the new key's now.
        let again = try await DurableLog(database: database, signer: try signer(8))
        try again.checkpoint.verify(log: try signer(8).verifier)
        try await database.close()
    }

    @Test(
        arguments: TestEngine.all,
        [
            "tile/0/002.p/189", "tile/0/999", "tile/2/000", "tile/entries/003", "tile/63/000",
        ]
    )
    func `has no tile that its size does not reach`(
        engine: TestEngine,
        path: String
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await open(fresh)
        let log = try await DurableLog(database: database, signer: try signer())
        try await log.append(entries(0..<700), at: 0)

        #expect(try await log.tile(try TilePath(parsing: path)) == nil)
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `keeps a large entry beside the tree`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await open(fresh)
        let log = try await DurableLog(database: database, signer: try signer())
        let large = [UInt8](repeating: 0x61, count: 70_000)
        try await log.append([large], at: 0)

        let reference = try #require(LogLeaf(recording: large).largeEntry)
        let name = reference.sha256.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
        #expect(try await log.body(sha256: name) == large)
        #expect(try await log.entry(at: 0) == large)
        #expect(try await log.body(sha256: String(repeating: "0", count: 64)) == nil)
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `refuses entries that do not come next`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await open(fresh)
        let log = try await DurableLog(database: database, signer: try signer())

        await #expect(throws: LogServiceError.self) { try await log.append(entries(0..<1), at: 1) }
        #expect(log.checkpoint.checkpoint.size == 0)
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `goes on where it stopped`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let first = try await open(fresh)
        try await DurableLog(database: first, signer: try signer())
            .append(entries(0..<300), at: 0)
        try await first.close()

        let second = try await open(fresh)
        let log = try await DurableLog(database: second, signer: try signer())
        #expect(log.checkpoint.checkpoint.size == 300)
        try await log.append(entries(300..<301), at: 300)
        let all = try await log.reduce(into: [[UInt8]]()) { $0.append($1) }
        #expect(all == entries(0..<301))
        try await second.close()
    }

    @Test(
        arguments: TestEngine.all,
        [
            "DELETE FROM log_entry WHERE position = 299",
            "UPDATE log_entry SET leaf_hash = (SELECT leaf_hash FROM log_entry WHERE position = 8) "
                + "WHERE position = 7",
            "DELETE FROM log_checkpoint",
        ]
    )
    func `refuses to open when the entries do not carry the checkpoint`(
        engine: TestEngine,
        sql: String
    ) async throws {
        let fresh = try engine.fresh()
        let first = try await open(fresh)
        try await DurableLog(database: first, signer: try signer())
            .append(entries(0..<300), at: 0)
        try await first.write { _ = try $0.execute(sql) }
        try await first.close()

        let second = try await open(fresh)
        await #expect {
            try await DurableLog(database: second, signer: try signer())
        } throws: { ($0 as? LogServiceError)?.code == .inconsistent }
        try await second.close()
    }

    @Test(arguments: TestEngine.all)
    func `refuses another key than the one that signed`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let first = try await open(fresh)
        try await DurableLog(database: first, signer: try signer())
            .append(entries(0..<3), at: 0)
        try await first.close()

        let second = try await open(fresh)
        await #expect {
            try await DurableLog(database: second, signer: try signer(8))
        } throws: { ($0 as? LogServiceError)?.code == .wrongKey }
        try await second.close()
    }

    @Test(arguments: TestEngine.all)
    func `signs for entries that were stored before a crash and not signed for`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let first = try await open(fresh)
        let log = try await DurableLog(database: first, signer: try signer())
        try await log.append(entries(0..<3), at: 0)
        let note = log.checkpoint
        try await log.append(entries(3..<5), at: 3)
        // As if the process had ended after the entries were stored.
        try await first.write { writer in
            try writer.execute(
                "UPDATE log_checkpoint SET size = $1, note = $2",
                [3, .blob(note.bytes)]
            )
        }
        try await first.close()

        let second = try await open(fresh)
        let again = try await DurableLog(database: second, signer: try signer())
        #expect(again.checkpoint.checkpoint == log.checkpoint.checkpoint)
        try await again.confirm()
        let stored = try await StoredLog(second, verifier: try signer().verifier)
        #expect(stored.checkpoint?.checkpoint.size == 5)
        try await second.close()
    }

    @Test(arguments: TestEngine.all)
    func `refuses a database older than what was published`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let other = try engine.fresh()
        let (first, second) = (try await open(fresh), try await open(other))
        let log = try await DurableLog(database: first, signer: try signer())
        try await log.append(entries(0..<5), at: 0)
        let old = try await DurableLog(database: second, signer: try signer())
        try await old.append(entries(0..<4), at: 0)

        await #expect {
            try await DurableLog(
                database: second,
                signer: try signer(),
                published: log.checkpoint
            )
        } throws: { ($0 as? LogServiceError)?.code == .inconsistent }
        try await old.append(entries(7..<8), at: 4)
        await #expect {
            try await DurableLog(
                database: second,
                signer: try signer(),
                published: log.checkpoint
            )
        } throws: { ($0 as? LogServiceError)?.code == .inconsistent }
        try await first.close()
        try await second.close()
    }

    @Test(arguments: TestEngine.all)
    func `takes in what another writer appended, and signs the same`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await open(fresh)
        let one = try await DurableLog(database: database, signer: try signer())
        let other = try await DurableLog(database: database, signer: try signer())
        try await one.append(entries(0..<300), at: 0)

        #expect(try await other.follow() == entries(0..<300))
        #expect(try await other.follow().isEmpty)
        #expect(other.checkpoint.bytes == one.checkpoint.bytes)
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `stores nothing for a writer that lost its lock`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await open(fresh)
        let (mine, theirs) = (try database.lock(named: "w"), try database.lock(named: "w"))
        let log = try await DurableLog(database: database, signer: try signer())
        let fence = try await mine.acquire()
        try await log.append(entries(0..<1), at: 0, holding: fence)
        await mine.release()
        _ = try await theirs.acquire()

        await #expect {
            try await log.append(entries(1..<2), at: 1, holding: fence)
        } throws: { ($0 as? DatabaseError)?.code == .fenced }
        #expect(log.checkpoint.checkpoint.size == 1)
        let rows = try await database.read { try $0.query("SELECT position FROM log_entry") }
        #expect(rows.count == 1)
        await theirs.close()
        await mine.close()
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `does not store a batch twice, and nothing in another's place`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await open(fresh)
        let one = try await DurableLog(database: database, signer: try signer())
        let other = try await DurableLog(database: database, signer: try signer())
        try await one.append(entries(0..<3), at: 0)
        // The same batch again, as after a lost answer.
        try await other.append(entries(0..<3), at: 0)
        let third = try await DurableLog(database: database, signer: try signer())
        try await one.append(entries(3..<4), at: 3)

        await #expect {
            try await third.append(entries(8..<9), at: 3)
        } throws: { ($0 as? LogServiceError)?.code == .inconsistent }
        let rows = try await database.read { try $0.query("SELECT position FROM log_entry") }
        #expect(rows.count == 4)
        try await database.close()
    }

    @Test(arguments: TestEngine.all, ["DELETE FROM log_entry WHERE position = 2", rewriting])
    func `writes and signs nothing over a history that is not its own`(
        engine: TestEngine,
        accident: String
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await open(fresh)
        let log = try await DurableLog(database: database, signer: try signer())
        try await log.append(entries(0..<3), at: 0)
        try await database.write { _ = try $0.execute(accident) }

        await #expect(throws: LogServiceError.self) { try await log.append(entries(3..<4), at: 3) }
        await #expect(throws: LogServiceError.self) { try await log.follow() }
        #expect(log.checkpoint.checkpoint.size == 3)
        let rows = try await database.read { try $0.query("SELECT position FROM log_entry") }
        #expect(rows.count <= 3)
        try await database.close()
    }
}

/// The last entry becomes another one, as after a failover to a standby that lacked it.
private let rewriting = """
    UPDATE log_entry SET leaf = (SELECT leaf FROM log_entry WHERE position = 0),
    leaf_hash = (SELECT leaf_hash FROM log_entry WHERE position = 0) WHERE position = 2
    """
