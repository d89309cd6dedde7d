import Foundation
import LogService
import MerkleTree
import Storage
import Testing
import TransparencyLog

@Suite struct DurableLogs {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "durable-log-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
    }

    private func signer(_ byte: UInt8 = 7) throws -> NoteSigner {
        try NoteSigner(name: "test/log", seed: [UInt8](repeating: byte, count: 32))
    }

    private func database() async throws -> Database {
        try await Database.open(
            .sqlite(path: folder + "/log.sqlite"),
            migrations: LogSchema.migrations
        )
    }

    private func entries(_ range: Range<Int>) -> [[UInt8]] {
        range.map { Array("{\"entry\":\($0)}".utf8) }
    }

    @Test func `gives the tree that the tiles and bundles it serves add up to`() async throws {
        let database = try await database()
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

    @Test(arguments: [
        "tile/0/002.p/189", "tile/0/999", "tile/2/000", "tile/entries/003", "tile/63/000",
    ])
    func `has no tile that its size does not reach`(path: String) async throws {
        let database = try await database()
        let log = try await DurableLog(database: database, signer: try signer())
        try await log.append(entries(0..<700), at: 0)

        #expect(try await log.tile(try TilePath(parsing: path)) == nil)
        try await database.close()
    }

    @Test func `keeps a large entry beside the tree`() async throws {
        let database = try await database()
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

    @Test func `refuses entries that do not come next`() async throws {
        let database = try await database()
        let log = try await DurableLog(database: database, signer: try signer())

        await #expect(throws: LogServiceError.self) { try await log.append(entries(0..<1), at: 1) }
        #expect(log.checkpoint.checkpoint.size == 0)
        try await database.close()
    }

    @Test func `goes on where it stopped`() async throws {
        let first = try await database()
        try await DurableLog(database: first, signer: try signer())
            .append(entries(0..<300), at: 0)
        try await first.close()

        let second = try await database()
        let log = try await DurableLog(database: second, signer: try signer())
        #expect(log.checkpoint.checkpoint.size == 300)
        try await log.append(entries(300..<301), at: 300)
        let all = try await log.reduce(into: [[UInt8]]()) { $0.append($1) }
        #expect(all == entries(0..<301))
        try await second.close()
    }

    @Test(arguments: [
        "DELETE FROM log_entry WHERE position = 299",
        "UPDATE log_entry SET leaf_hash = zeroblob(32) WHERE position = 7",
        "DELETE FROM log_checkpoint",
    ])
    func `refuses to open when the entries do not carry the checkpoint`(sql: String) async throws {
        let first = try await database()
        try await DurableLog(database: first, signer: try signer())
            .append(entries(0..<300), at: 0)
        try await first.write { _ = try $0.execute(sql) }
        try await first.close()

        let second = try await database()
        await #expect {
            try await DurableLog(database: second, signer: try signer())
        } throws: { ($0 as? LogServiceError)?.code == .inconsistent }
        try await second.close()
    }

    @Test func `refuses another key than the one that signed`() async throws {
        let first = try await database()
        try await DurableLog(database: first, signer: try signer())
            .append(entries(0..<3), at: 0)
        try await first.close()

        let second = try await database()
        await #expect {
            try await DurableLog(database: second, signer: try signer(8))
        } throws: { ($0 as? LogServiceError)?.code == .wrongKey }
        try await second.close()
    }
}
