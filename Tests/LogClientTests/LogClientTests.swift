import Foundation
import Governance
import LogClient
import MerkleTree
import TestSupport
import Testing
import TransparencyLog

/// A log in a folder, written by the mirror, and spoiled by the test.
struct LogFolder {
    let path: String
    let signer: NoteSigner

    init() throws {
        path = NSTemporaryDirectory() + "log-client-\(UUID().uuidString)"
        signer = try NoteSigner(name: "test/log", seed: [UInt8](repeating: 7, count: 32))
    }

    var source: LogSource { LogSource(folder: path) }

    func publish(_ entries: [[UInt8]], signedBy signer: NoteSigner? = nil) throws {
        let signer = signer ?? self.signer
        var range = CompactRange()
        for entry in entries { range.append(try LogLeaf(recording: entry).hash) }
        let checkpoint = try SignedCheckpoint(
            signing: Checkpoint(
                origin: signer.verifier.name,
                size: range.size,
                root: range.root
            ),
            with: signer
        )
        try LogMirror(folder: path).write(entries, from: 0, checkpoint: checkpoint)
    }
}

@Suite struct VerifiedLogs {
    private let entries = (0..<600).map { Array("entry \($0)".utf8) }

    @Test func `reads what is new and checks it against the root`() async throws {
        let folder = try LogFolder()
        var log = VerifiedLog(verifier: folder.signer.verifier)
        try folder.publish(Array(entries.prefix(300)))
        #expect(try await log.advance(from: folder.source) == Array(entries.prefix(300)))

        try folder.publish(entries)
        #expect(try await log.advance(from: folder.source) == Array(entries.dropFirst(300)))
        #expect(try await log.advance(from: folder.source).isEmpty)
        #expect(log.size == 600)
    }

    @Test func `names a log that forgets, forks, lies or is signed by another`() async throws {
        func code(_ spoil: (LogFolder) throws -> Void) async throws -> LogClientError.Code? {
            let folder = try LogFolder()
            var log = VerifiedLog(verifier: folder.signer.verifier)
            try folder.publish(Array(entries.prefix(300)))
            _ = try await log.advance(from: folder.source)
            try spoil(folder)
            do {
                _ = try await log.advance(from: folder.source)
                return nil
            } catch {
                #expect(log.size == 300)
                return error.code
            }
        }
        var changed = entries
        changed[10] = Array("another past".utf8)
        let stranger = try NoteSigner(name: "test/log", seed: [UInt8](repeating: 8, count: 32))

        #expect(try await code { try $0.publish(Array(entries.prefix(299))) } == .shrunk)
        #expect(try await code { try $0.publish(Array(changed.prefix(300))) } == .forked)
        #expect(try await code { try $0.publish(changed) } == .mismatch)
        #expect(try await code { try $0.publish(entries, signedBy: stranger) } == .badCheckpoint)
        #expect(
            try await code { folder in
                try folder.publish(entries)
                try FileManager.default.removeItem(
                    atPath: folder.path + "/tile/entries/002.p/88"
                )
            } == .mismatch
        )
        #expect(
            try await code { folder in
                try FileManager.default.removeItem(atPath: folder.path + "/checkpoint")
            } == .unusable
        )
    }

    @Test func `checks the body of a large entry`() async throws {
        let folder = try LogFolder()
        let large = [UInt8](repeating: 0x61, count: 70_000)
        try folder.publish([large])
        var log = VerifiedLog(verifier: folder.signer.verifier)
        #expect(try await log.advance(from: folder.source) == [large])

        let bodies = folder.path + "/bodies"
        let name = try #require(FileManager.default.contentsOfDirectory(atPath: bodies).first)
        try Data("other".utf8).write(to: URL(filePath: bodies + "/" + name))
        var second = VerifiedLog(verifier: folder.signer.verifier)
        await #expect(throws: LogClientError.self) {
            _ = try await second.advance(from: folder.source)
        }
    }
}

@Suite struct RegisterFollowers {
    @Test func `replays the log, keeps a copy, and starts from it`() async throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        let folder = try LogFolder()
        let copy = LogMirror(folder: folder.path + "-copy")
        try folder.publish(try harness.entries.map { try $0.canonicalBytes() })
        let follower = try RegisterFollower(
            verifier: folder.signer.verifier,
            source: folder.source,
            mirror: copy
        )
        #expect(try await follower.refresh() == 1)

        try harness.propose("o1", .motion())
        try folder.publish(try harness.entries.map { try $0.canonicalBytes() })
        #expect(try await follower.refresh() == 1)
        #expect(follower.published.mark.root == (try harness.register.root()))

        let restarted = try RegisterFollower(
            verifier: folder.signer.verifier,
            source: LogSource(folder: "/nonexistent"),
            mirror: copy
        )
        try await restarted.loadMirror()
        #expect(restarted.published.mark.root == (try harness.register.root()))
        await #expect(throws: LogClientError.self) { try await restarted.refresh() }
        #expect(restarted.published.mark.position == 2)
    }

    @Test func `publishes nothing of a log whose entries do not follow`() async throws {
        var harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        try harness.propose("o1", .motion())
        let good = try harness.entries.map { try $0.canonicalBytes() }
        let folder = try LogFolder()
        try folder.publish([good[0], good[1], good[1]])
        let follower = try RegisterFollower(
            verifier: folder.signer.verifier,
            source: folder.source
        )

        await #expect(throws: Refusal.self) { try await follower.refresh() }
        #expect(follower.published.register.head == nil)
    }
}
