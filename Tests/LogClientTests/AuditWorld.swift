import Foundation
import Governance
import LogClient
import MerkleTree
import TestSupport
import TransparencyLog

/// A register with an act, and its log in a folder as a server would publish it.
struct AuditWorld {
    let folder: LogFolder
    let statePath: String
    var harness: RegisterHarness

    init() throws {
        folder = try LogFolder()
        statePath = folder.path + "-state"
        harness = try RegisterHarness(founding: .council(), at: "2026-01-01")
        try harness.propose("o1", .motion())
        try harness.openVoting("o1", "p1")
        for official in ["o1", "o2"] as [OfficialID] {
            try harness.vote(official, .approve, on: "p1")
        }
        harness.advanceToClosing(of: "p1")
        try harness.close("o1", "p1")
        try harness.propose("o2", .motion("p2"))
    }

    var state: AuditState { AuditState(folder: statePath) }

    func bytes(_ entries: [Entry]? = nil) throws -> [[UInt8]] {
        try (entries ?? harness.entries).map { try $0.canonicalBytes() }
    }

    /// Publishes entries with all their hash tiles, signed by the log.
    func publish(_ entries: [[UInt8]], signedBy signer: NoteSigner? = nil) throws {
        try folder.publish(entries, signedBy: signer)
        var range = CompactRange()
        var nodes: [NodeAddress: TreeHash] = [:]
        for entry in entries {
            range.append(try LogLeaf(recording: entry).hash) { nodes[$0] = $1 }
        }
        for path in TilePath.all(ofSize: entries.count) where path.kind != .entries {
            try write(try HashTile.encode(path) { nodes[$0] }, to: path.description)
        }
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        let url = URL(filePath: folder.path + "/" + path)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: url)
    }

    func remove(_ path: String) throws {
        try FileManager.default.removeItem(atPath: folder.path + "/" + path)
    }

    func audit(
        state: AuditState? = nil,
        server: LogSource? = nil,
        replays: Bool = true,
        at moment: Instant = "2026-03-01",
        source: LogSource? = nil,
        adjust: (inout AuditSettings) -> Void = { _ in }
    ) async -> AuditReport {
        var settings = AuditSettings { moment }
        settings.replays = replays
        settings.followMilliseconds = 0
        adjust(&settings)
        return await LogAudit(
            of: source ?? folder.source,
            by: [folder.signer.verifier],
            state: state,
            server: server,
            settings: settings
        ).run()
    }

    /// What is found when the log is made of other entries, and signed for by the log.
    func findings(of entries: [[UInt8]]) async throws -> [AuditFinding] {
        try publish(entries)
        return await audit().findings
    }
}

extension Entry {
    /// The entry under another number.
    func numbered(_ sequence: Int) -> Entry {
        Entry(sequence: sequence, time: time, signed: signed)
    }
}
