import Foundation
import LogClient
import MerkleTree
import TestSupport
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
        let alone = try await CheckpointComparison.compare(evidence, by: [verifier], log: nil)
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

        let alone = try await CheckpointComparison.compare(pair, by: [verifier], log: nil)
        #expect(alone.verdict == .cannotBeTold)
        let told = try await CheckpointComparison.compare(
            pair,
            by: [verifier],
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
            by: [verifier],
            log: one.folder.source
        )
        #expect(same.verdict == .oneHistory)
        #expect(same.exitStatus == 0)
    }

    /// Spoils hash tiles: all of them always, or once that which the history is proven with.
    private actor Liar {
        private let source: LogSource
        private let always: Bool
        private var asked: Set<String> = []

        init(_ source: LogSource, always: Bool) {
            self.source = source
            self.always = always
        }

        func read(_ path: String, _ limit: Int) async throws(LogClientError) -> [UInt8]? {
            var bytes = try await source.read(path, limit: limit)
            let isSpoilt =
                always
                ? path.hasPrefix("tile/0/")
                : path.hasPrefix("tile/0/002") && asked.insert(path).inserted
            if isSpoilt, let first = bytes?.first {
                bytes?[0] = first ^ 1
            }
            return bytes
        }
    }

    private func lying(_ world: AuditWorld, always: Bool) -> LogSource {
        let liar = Liar(world.folder.source, always: always)
        return LogSource { path, limit async throws(LogClientError) in
            try await liar.read(path, limit)
        }
    }

    @Test(arguments: [true, false])
    func `finds a fork behind hash tiles that are wrong`(always: Bool) async throws {
        let world = try AuditWorld()
        try world.publish(Array(entries.prefix(600)))
        _ = await world.audit(state: world.state, replays: false)
        try world.publish(changed)
        let report = await world.audit(
            state: world.state,
            replays: false,
            source: lying(world, always: always)
        )
        #expect(report.verdict == .doesNotHold, "\(report.text)")
        #expect(report.findings.first?.code == .forked, "\(report.text)")
        #expect(report.steps.first { $0.name == .history }?.outcome == .fails)
        #expect(report.evidence != nil)
        let kept = try Data(contentsOf: URL(filePath: world.statePath + "/checkpoint"))
        #expect(try SignedCheckpoint(parsing: Array(kept)).checkpoint.size == 600)
    }

    @Test func `lets the entries prove what the tiles did not`() async throws {
        let world = try AuditWorld()
        try world.publish(Array(entries.prefix(600)))
        _ = await world.audit(state: world.state, replays: false)
        try world.publish(entries)
        let report = await world.audit(
            state: world.state,
            replays: false,
            source: lying(world, always: false)
        )
        #expect(report.steps.first { $0.name == .history }?.outcome == .holds, "\(report.text)")
        #expect(report.verdict == .holds, "\(report.text)")
        let kept = try Data(contentsOf: URL(filePath: world.statePath + "/checkpoint"))
        #expect(try SignedCheckpoint(parsing: Array(kept)).checkpoint.size == 1000)
    }

    @Test func `does not take a history for proven when the audit broke off`() async throws {
        let world = try AuditWorld()
        try world.publish(Array(entries.prefix(600)))
        _ = await world.audit(state: world.state, replays: false)
        try world.publish(changed)
        try world.remove("tile/entries/003.p/232")
        let report = await world.audit(
            state: world.state,
            replays: false,
            source: lying(world, always: true)
        )
        #expect(report.steps.first { $0.name == .history }?.outcome == .notChecked)
        #expect(report.exitStatus != 0)
    }

    @Test func `names a fork though the log's tiles cannot be read`() async throws {
        let world = try AuditWorld()
        try world.publish(Array(entries.prefix(600)))
        _ = await world.audit(state: world.state, replays: false)
        try world.publish(Array(changed.prefix(600)))
        let broken = LogSource { path, limit async throws(LogClientError) in
            guard path == "checkpoint" else { throw LogClientError(.unusable, "answers 500") }
            return try await world.folder.source.read(path, limit: limit)
        }
        let report = await world.audit(state: world.state, replays: false, source: broken)
        #expect(report.findings.map(\.code) == [.forked], "\(report.text)")
        #expect(report.evidence != nil)
    }

    @Test func `waits for a server that is behind the one of the last audit`() async throws {
        let world = try AuditWorld()
        try world.publish(Array(entries.prefix(600)))
        let old = try await world.folder.source.read("checkpoint", limit: 10_000)
        try world.publish(entries)
        _ = await world.audit(state: world.state, replays: false)
        let asked = Asked()
        let lagging = LogSource { path, limit async throws(LogClientError) in
            if path == "checkpoint", await asked.next() < 4 { return old }
            return try await world.folder.source.read(path, limit: limit)
        }
        let report = await world.audit(state: world.state, replays: false, source: lagging)
        #expect(report.verdict == .holds, "\(report.text)")
        #expect(report.size == 1000)
    }

    @Test func `names a fork that one of several servers shows, though another answers next`()
        async throws
    {
        let world = try AuditWorld()
        try world.publish(Array(changed.prefix(500)))
        let forked = try await world.folder.source.read("checkpoint", limit: 10_000)
        try world.publish(Array(entries.prefix(600)))
        _ = await world.audit(state: world.state, replays: false)
        let asked = Asked()
        let balanced = LogSource { path, limit async throws(LogClientError) in
            if path == "checkpoint", await asked.next() == 1 { return forked }
            return try await world.folder.source.read(path, limit: limit)
        }
        let report = await world.audit(state: world.state, replays: false, source: balanced)
        #expect(report.findings.map(\.code) == [.forked], "\(report.text)")
        let file = try #require(report.evidence)
        let evidence = try ForkEvidence(parsing: Array(try Data(contentsOf: URL(filePath: file))))
        let told = try await CheckpointComparison.compare(
            evidence,
            by: [world.folder.signer.verifier],
            log: world.folder.source
        )
        #expect(told.verdict == .twoHistories)
    }

    private actor Asked {
        private var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }

    @Test func `does not believe a state that was changed`() async throws {
        let world = try AuditWorld()
        try world.publish(entries)
        _ = await world.audit(state: world.state, replays: false)
        let spoilt = changed[256..<512].map { $0 }
        let hashes = try spoilt.map { try LogLeaf(recording: $0).hash }
        for (path, bytes) in [
            ("tile/entries/001", try EntryBundle.encode(spoilt)),
            ("tile/0/001", HashTile.encode(hashes)),
        ] { try Data(bytes).write(to: URL(filePath: world.statePath + "/" + path)) }
        let report = await world.audit(state: world.state, replays: false)
        #expect(report.verdict == .holds, "\(report.text)")
        // A larger log replaces the partial tiles of a smaller one.
        let kept = try FileManager.default.subpathsOfDirectory(atPath: world.statePath + "/tile")
        #expect(kept.filter { $0.contains(".p/") }.count == 3, "\(kept)")
    }

    @Test func `uses a state for one audit at a time`() async throws {
        let world = try AuditWorld()
        try world.publish(entries)
        let slow = LogSource { path, limit async throws(LogClientError) in
            let other = await world.audit(state: world.state, replays: false)
            guard other.failure?.hasPrefix("another audit uses") == true else {
                throw LogClientError(.unusable, "both use it")
            }
            return try await world.folder.source.read(path, limit: limit)
        }
        let report = await world.audit(state: world.state, replays: false, source: slow)
        #expect(report.verdict == .holds, "\(report.text)")
    }

    @Test func `tells no fork by a key of before, which may have been stolen`() async throws {
        let world = try AuditWorld()
        let new = try NoteSigner(name: "test/log", seed: [UInt8](repeating: 8, count: 32))
        func checkpoint(
            _ entries: [[UInt8]],
            by signer: NoteSigner
        ) async throws -> SignedCheckpoint {
            try world.publish(entries, signedBy: signer)
            let bytes = try await world.folder.source.read("checkpoint", limit: 10_000)
            return try SignedCheckpoint(parsing: try #require(bytes))
        }
        let forged = try await checkpoint(changed, by: world.folder.signer)
        let pair = ForkEvidence(first: forged, second: try await checkpoint(entries, by: new))
        let told = try await CheckpointComparison.compare(
            pair,
            by: [new.verifier],
            former: [world.folder.signer.verifier],
            log: nil
        )
        #expect(told.verdict == .cannotBeTold)
        #expect(told.sentence.contains("the first is signed only with a key of before"))
        let both = [new.verifier, world.folder.signer.verifier]
        #expect(
            try await CheckpointComparison.compare(pair, by: both, log: nil).verdict
                == .twoHistories
        )
    }

    @Test func `goes on from a state that was signed with the key of before`() async throws {
        let world = try AuditWorld()
        try world.publish(Array(entries.prefix(600)))
        _ = await world.audit(state: world.state, replays: false)
        let (old, new) = (
            world.folder.signer,
            try NoteSigner(name: "test/log", seed: [UInt8](repeating: 8, count: 32))
        )
        try world.publish(entries, signedBy: new)
        func audit(_ key: NoteVerifier, former: [NoteVerifier]) async -> AuditReport {
            var settings = AuditSettings { "2026-03-01" }
            settings.replays = false
            settings.formerVerifiers = former
            return await LogAudit(
                of: world.folder.source,
                by: [key],
                state: world.state,
                settings: settings
            ).run()
        }
        let alone = await audit(new.verifier, former: [])
        #expect(alone.exitStatus == 2)
        #expect(alone.failure?.contains("name the one before") == true)
        // A key of before signs nothing now.
        #expect(await audit(old.verifier, former: [new.verifier]).exitStatus == 1)
        let report = await audit(new.verifier, former: [old.verifier])
        #expect(report.verdict == .holds, "\(report.text)")
        #expect(report.steps.first { $0.name == .history }?.outcome == .holds)
        #expect(await audit(new.verifier, former: []).verdict == .holds)
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
