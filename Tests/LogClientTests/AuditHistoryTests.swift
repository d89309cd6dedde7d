import Foundation
import LogClient
import MerkleTree
import Testing
import TransparencyLog

@Suite struct AuditHistories {
    private let entries = (0..<1000).map { Array("entry \($0)".utf8) }
    private var changed: [[UInt8]] {
        var changed = entries
        changed[300] = Array("another past".utf8)
        return changed
    }

    @Test func `goes on from the last audit without reading it all again`() async throws {
        let world = try AuditWorld()
        try world.publish(Array(entries.prefix(600)))
        #expect(await world.audit(state: world.state, replays: false).verdict == .holds)

        try world.publish(entries)
        // The bundles that were verified are read from the state.
        try world.remove("tile/entries/000")
        try world.remove("tile/entries/001")
        let report = await world.audit(state: world.state, replays: false)
        #expect(report.verdict == .holds, "\(report.text)")
        #expect(report.steps.first { $0.name == .history }?.outcome == .holds)
    }

    @Test func `goes on after an interruption`() async throws {
        let world = try AuditWorld()
        try world.publish(entries)
        let bundle = try Data(
            contentsOf: URL(filePath: world.folder.path + "/tile/entries/002")
        )
        try world.remove("tile/entries/002")
        let broken = await world.audit(state: world.state, replays: false)
        #expect(broken.exitStatus == 1)
        #expect(broken.findings.map(\.code) == [.unusablePart])

        try world.write(Array(bundle), to: "tile/entries/002")
        try world.remove("tile/entries/000")
        let report = await world.audit(state: world.state, replays: false)
        #expect(report.verdict == .holds, "\(report.text)")
    }

    @Test func `does not believe what an interrupted audit left behind`() async throws {
        let world = try AuditWorld()
        try world.publish(entries)
        let spoilt = try EntryBundle.encode(changed[256..<512])
        let path = world.statePath + "/tile/entries/001"
        try FileManager.default.createDirectory(
            atPath: world.statePath + "/tile/entries",
            withIntermediateDirectories: true
        )
        try Data(spoilt).write(to: URL(filePath: path))
        #expect(await world.audit(state: world.state, replays: false).verdict == .holds)
    }

    @Test(arguments: [600, 1000])
    func `finds a fork, and keeps evidence that anyone can check`(size: Int) async throws {
        let world = try AuditWorld()
        try world.publish(Array(entries.prefix(600)))
        _ = await world.audit(state: world.state, replays: false)
        try world.publish(Array(changed.prefix(size)))
        let report = await world.audit(state: world.state, replays: false)

        #expect(report.findings.map(\.code) == [.forked], "\(report.text)")
        #expect(report.findings.first?.position == 300)
        #expect(report.exitStatus == 1)
        let file = try #require(report.evidence)
        let evidence = try ForkEvidence(
            parsing: Array(try Data(contentsOf: URL(filePath: file)))
        )
        let verifier = world.folder.signer.verifier
        let alone = try await CheckpointComparison.compare(evidence, by: verifier, log: nil)
        #expect(alone.verdict == .twoHistories)
        #expect(alone.exitStatus == 1)
        // The state still stands at what was verified, so the fork is found again.
        let again = await world.audit(state: world.state, replays: false)
        #expect(again.findings.map(\.code) == [.forked])
    }

    @Test func `finds an old checkpoint that is served again`() async throws {
        let world = try AuditWorld()
        try world.publish(entries)
        _ = await world.audit(state: world.state, replays: false)
        try world.publish(Array(entries.prefix(600)))
        let report = await world.audit(state: world.state, replays: false)

        #expect(report.findings.map(\.code) == [.rollback])
        #expect(report.findings.first?.sentence.contains("600 entries, and has shown 1000") == true)
        #expect(report.evidence != nil)
    }

    @Test func `finds two people who were shown two logs by their states`() async throws {
        let (one, other) = (try AuditWorld(), try AuditWorld())
        try one.publish(Array(entries.prefix(600)))
        try other.publish(Array(changed.prefix(700)))
        _ = await one.audit(state: one.state, replays: false)
        _ = await other.audit(state: other.state, replays: false)
        func checkpoint(_ world: AuditWorld) throws -> SignedCheckpoint {
            let url = URL(filePath: world.statePath + "/checkpoint")
            return try SignedCheckpoint(parsing: Array(try Data(contentsOf: url)))
        }
        let pair = ForkEvidence(first: try checkpoint(one), second: try checkpoint(other))
        let verifier = one.folder.signer.verifier

        let alone = try await CheckpointComparison.compare(pair, by: verifier, log: nil)
        #expect(alone.verdict == .cannotBeTold)
        let told = try await CheckpointComparison.compare(
            pair,
            by: verifier,
            log: other.folder.source
        )
        #expect(told.verdict == .twoHistories)

        try one.publish(Array(entries.prefix(700)))
        let grown = ForkEvidence(
            first: try checkpoint(one),
            second: try SignedCheckpoint(
                parsing: try #require(
                    try await one.folder.source.read("checkpoint", limit: 10_000)
                )
            )
        )
        let same = try await CheckpointComparison.compare(
            grown,
            by: verifier,
            log: one.folder.source
        )
        #expect(same.verdict == .oneHistory)
        #expect(same.exitStatus == 0)
    }

    @Test func `refuses a state of another log`() async throws {
        let world = try AuditWorld()
        try world.publish(entries)
        try FileManager.default.createDirectory(
            atPath: world.statePath,
            withIntermediateDirectories: true
        )
        try Data("something else\n".utf8).write(to: URL(filePath: world.statePath + "/checkpoint"))
        let report = await world.audit(state: world.state, replays: false)
        #expect(report.exitStatus == 2)
        #expect(report.failure?.contains("is of another log or key") == true)
    }
}
