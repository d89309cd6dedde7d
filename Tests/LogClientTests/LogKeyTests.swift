import Foundation
import Governance
import LogClient
import MerkleTree
import TestSupport
import Testing
import TransparencyLog

@Suite("Followers of a log whose key is exchanged") struct LogKeyTests {
    private let first = Actor("o1", key: "log-1")
    private let second = Actor("o1", key: "log-2")

    /// A log's signer with an actor's key.
    private func signer(_ actor: Actor) throws -> NoteSigner {
        NoteSigner(
            verifier: try NoteVerifier(name: "test/log", publicKey: actor.publicKey.bytes)
        ) { actor.signature(of: $0).bytes }
    }

    private func founded() throws -> RegisterHarness {
        let mandate = Mandate(
            id: "i1-operates-log",
            holder: .institution("i1"),
            function: .operate,
            subject: "governance/log",
            exclusive: true,
            rank: .regulation,
            article: "art-1"
        )
        return try RegisterHarness(
            founding: .council(more: [.mandate(mandate)]),
            at: "2026-01-01"
        )
    }

    private func publish(
        _ harness: RegisterHarness,
        in folder: LogFolder,
        signedBy actors: Actor...
    ) throws {
        let entries = try harness.entries.map { try $0.canonicalBytes() }
        var range = CompactRange()
        for entry in entries { range.append(try LogLeaf(recording: entry).hash) }
        var signed = try SignedCheckpoint(
            signing: Checkpoint(origin: "test/log", size: range.size, root: range.root),
            with: try signer(actors[0])
        )
        for actor in actors.dropFirst() { try signed.sign(with: try signer(actor)) }
        try LogMirror(folder: folder.path).write(entries, from: 0, checkpoint: signed)
    }

    private func add(_ actor: Actor, to harness: inout RegisterHarness) throws {
        let message = LogKeyAddition.possession(of: actor.publicKey, register: "test")
        let addition = LogKeyAddition(
            publicKey: actor.publicKey,
            proof: actor.signature(of: message)
        )
        try harness.send("o1", .logKeyAdded(addition))
    }

    @Test(arguments: LogKeyRetirement.Reason.allCases)
    func `and audits refuse a checkpoint by a key that the log has retired`(
        reason: LogKeyRetirement.Reason
    ) async throws {
        var harness = try founded()
        let folder = try LogFolder()
        try add(second, to: &harness)
        try harness.send(
            "o1",
            .logKeyRetired(LogKeyRetirement(publicKey: first.publicKey, reason: reason))
        )
        func audit(_ key: NoteVerifier) async -> AuditReport {
            var settings = AuditSettings { "2026-03-01" }
            settings.followMilliseconds = 0
            return await LogAudit(of: folder.source, by: [key], settings: settings).run()
        }
        try publish(harness, in: folder, signedBy: first)
        let stale = await audit(try signer(first).verifier)
        if reason == .planned {
            #expect(stale.failure?.contains("retired by entry 2 (planned)") == true)
        } else {
            let finding = stale.findings.first
            #expect(finding?.code == .badCheckpoint, "\(stale.text)")
            #expect(finding?.position == 2)
            #expect(finding?.sentence.contains("(\(reason.rawValue))") == true)
        }
        try publish(harness, in: folder, signedBy: first, second)
        // The log is right, and the auditor's key is the one of before.
        let early = await audit(try signer(first).verifier)
        #expect(!early.findings.contains { $0.code == .badCheckpoint })
        #expect(early.failure?.contains("audit with the key that the log has now") == true)
        let current = await audit(try signer(second).verifier)
        #expect(!current.findings.contains { $0.code == .badCheckpoint })
        #expect(current.failure == nil)
    }

    @Test func `learn of the new key from the log, drop the old one, and keep that`() async throws {
        var harness = try founded()
        let folder = try LogFolder()
        let copy = LogMirror(folder: folder.path + "-copy")
        let verifier = try signer(first).verifier
        let follower = try RegisterFollower(
            verifier: verifier,
            source: folder.source,
            mirror: copy
        )
        try publish(harness, in: folder, signedBy: first)
        #expect(try await follower.refresh() == 1)

        // Both sign, and an entry tells of the new key.
        try add(second, to: &harness)
        try publish(harness, in: folder, signedBy: second, first)
        #expect(try await follower.refresh() == 1)

        // The old one is retired, and the new one signs alone.
        try harness.send(
            "o1",
            .logKeyRetired(LogKeyRetirement(publicKey: first.publicKey, reason: .stolen))
        )
        try publish(harness, in: folder, signedBy: second)
        #expect(try await follower.refresh() == 1)
        try harness.propose("o1", .motion())
        try publish(harness, in: folder, signedBy: second)
        #expect(try await follower.refresh() == 1)

        // Started anew with the old key in its configuration, it goes on by its copy.
        let restarted = try RegisterFollower(
            verifier: verifier,
            source: folder.source,
            mirror: copy
        )
        try await restarted.loadMirror()
        #expect(restarted.published.mark.root == (try harness.register.root()))
        try harness.withdraw("o1", "p1")
        try publish(harness, in: folder, signedBy: second)
        #expect(try await restarted.refresh() == 1)

        // Whoever still has the old key is not believed.
        try harness.propose("o1", .motion("p2"))
        try publish(harness, in: folder, signedBy: first)
        for follower in [follower, restarted] {
            await #expect(throws: LogClientError.self) { try await follower.refresh() }
        }
    }

    @Test func `do not learn of a key that no entry tells of`() async throws {
        let harness = try founded()
        let folder = try LogFolder()
        let follower = try RegisterFollower(
            verifier: try signer(first).verifier,
            source: folder.source
        )
        try publish(harness, in: folder, signedBy: second)

        await #expect(throws: LogClientError.self) { try await follower.refresh() }
        #expect(follower.published.register.head == nil)
    }

    @Test func `find the fork that a thief of the key shows them`() async throws {
        var harness = try founded()
        let folder = try LogFolder()
        let follower = try RegisterFollower(
            verifier: try signer(first).verifier,
            source: folder.source
        )
        var fork = harness
        try harness.propose("o1", .motion())
        try publish(harness, in: folder, signedBy: first)
        #expect(try await follower.refresh() == 2)

        // As long a history, and a longer one, with the right key.
        try fork.propose("o1", .motion("p9"))
        var longer = fork
        try longer.withdraw("o1", "p9")
        for history in [fork, longer] {
            try publish(history, in: folder, signedBy: first)
            do {
                try await follower.refresh()
                Issue.record("the fork was believed")
            } catch let error as LogClientError {
                #expect(error.isEvidence)
            }
        }
        #expect(follower.published.register.proposals["p1"] != nil)
    }
}
