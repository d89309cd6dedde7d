import Foundation
import LogClient
import MerkleTree
import Testing
import TransparencyLog

/// A whole log, with its tiles, in a folder.
private struct TiledFolder {
    let folder: LogFolder
    let entries: [[UInt8]]

    init(_ size: Int) throws {
        folder = try LogFolder()
        entries = (0..<size).map { Array("entry \($0)".utf8) }
        try publish(entries)
    }

    func publish(_ entries: [[UInt8]]) throws {
        try folder.publish(entries)
        var nodes: [NodeAddress: TreeHash] = [:]
        var range = CompactRange()
        for entry in entries { range.append(.leaf(entry)) { nodes[$0] = $1 } }
        for path in TilePath.all(ofSize: entries.count) where path.kind != .entries {
            try write(try HashTile.encode(path) { nodes[$0] }, path.description)
        }
    }

    func write(_ bytes: [UInt8], _ path: String) throws {
        let url = URL(filePath: folder.path + "/" + path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url)
    }

    func spoil(_ path: String) throws {
        var bytes = try Data(contentsOf: URL(filePath: folder.path + "/" + path))
        bytes[bytes.count / 2] ^= 1
        try write(Array(bytes), path)
    }

    func reader(trusting verifier: NoteVerifier? = nil) async throws -> LogReader {
        var reader = LogReader(folder.source, verifier: verifier ?? folder.signer.verifier)
        try await reader.refresh()
        return reader
    }
}

@Suite struct LogReaders {
    @Test(arguments: [0, 1, 255, 256, 257, 600, 65_536, 66_000])
    func `read any entries and prove them`(size: Int) async throws {
        let log = try TiledFolder(size)
        var reader = try await log.reader()
        #expect(reader.size == size)
        for start in Set([0, size / 2, max(0, size - 3)]) {
            let found = try await reader.entries(start..<start + 10)
            #expect(found.map(\.bytes) == Array(log.entries.dropFirst(start).prefix(10)))
        }
        for index in [0, size / 3, size - 1] where size > 0 {
            let proof = try await reader.proof(of: index)
            try proof.verify(leaf: .leaf(log.entries[index]), log: log.folder.signer.verifier)
        }
        await #expect(throws: LogClientError.self) { try await reader.proof(of: size) }
    }

    @Test(arguments: [
        ("tile/0/000", 10), ("tile/entries/000", 10), ("tile/0/002.p/88", 590),
        ("tile/1/000.p/2", 10), ("tile/entries/002.p/88", 590), ("checkpoint", 10),
    ])
    func `refuse what does not stand under the checkpoint`(
        path: String,
        index: Int
    ) async throws {
        let log = try TiledFolder(600)
        try log.spoil(path)
        await #expect(throws: LogClientError.self) {
            var reader = try await log.reader()
            _ = try await reader.entries(index..<index + 1)
        }
    }

    @Test func `take a log that has grown, and no other`() async throws {
        let log = try TiledFolder(300)
        var reader = try await log.reader()
        _ = try await reader.entries(0..<300)
        let more = log.entries + (300..<900).map { Array("entry \($0)".utf8) }
        try log.publish(more)
        try await reader.refresh()
        #expect(try await reader.entries(299..<301).map(\.bytes) == Array(more[299..<301]))

        var changed = more
        changed[3] = Array("another past".utf8)
        try log.publish(changed + [Array("more".utf8)])
        let fork = await #expect(throws: LogClientError.self) { try await reader.refresh() }
        #expect(fork?.code == .forked)
        try log.publish(Array(more.prefix(400)))
        let short = await #expect(throws: LogClientError.self) { try await reader.refresh() }
        #expect(short?.code == .shrunk)
        #expect(reader.size == 900)
    }

    @Test func `believe another key's checkpoint only without a key`() async throws {
        let log = try TiledFolder(10)
        let other = try NoteSigner(name: "test/log", seed: [UInt8](repeating: 9, count: 32))
        let refused = await #expect(throws: LogClientError.self) {
            try await log.reader(trusting: other.verifier)
        }
        #expect(refused?.code == .badCheckpoint)
        var reader = LogReader(log.folder.source, verifier: nil)
        try await reader.refresh()
        #expect(try await reader.entries(0..<10).count == 10)
    }
}
