import Foundation
import Governance
import LogClient
import TestSupport
import Testing
import TransparencyLog

@Suite struct AuditedCosignatures {
    /// Noon of 2026-02-28, in seconds since 1970.
    private static let signed: Int64 = 1_772_280_000

    private func audit(
        quorum: Int,
        maximumSeconds: Int64? = nil,
        at moment: Instant
    ) async throws -> AuditReport {
        let world = try AuditWorld()
        try world.publish((0..<10).map { Array("entry \($0)".utf8) })
        let witnesses = try (1...2).map { number in
            try NoteSigner(
                name: "witness-\(number)",
                algorithm: .cosignature,
                seed: [UInt8](repeating: UInt8(number), count: 32)
            )
        }
        let url = URL(filePath: world.folder.path + "/checkpoint")
        var checkpoint = try SignedCheckpoint(parsing: Array(try Data(contentsOf: url)))
        try checkpoint.cosign(with: witnesses[0], timestampSeconds: Self.signed)
        try Data(checkpoint.bytes).write(to: url)
        let policy = try WitnessPolicy(
            trusting: world.folder.signer.verifier,
            witnesses: witnesses.map(\.verifier),
            quorum: quorum
        )
        return await world.audit(replays: false, at: moment) { settings in
            settings.policy = policy
            settings.maximumCosignatureSeconds = maximumSeconds
        }
    }

    @Test func `holds with a quorum, and not without`() async throws {
        let met = try await audit(quorum: 1, at: "2027-01-01")
        #expect(met.verdict == .holds, "\(met.text)")
        let missing = try await audit(quorum: 2, at: "2027-01-01")
        #expect(missing.findings.map(\.code) == [.quorumNotMet])
        #expect(missing.exitStatus == 1)
    }

    @Test func `wait a moment for the signatures of a checkpoint`() async throws {
        let world = try AuditWorld()
        try world.publish((0..<10).map { Array("entry \($0)".utf8) })
        let witness = try NoteSigner(
            name: "witness",
            algorithm: .cosignature,
            seed: [UInt8](repeating: 1, count: 32)
        )
        let bare = try await world.folder.source.read("checkpoint", limit: 10_000)
        var cosigned = try SignedCheckpoint(parsing: try #require(bare))
        try cosigned.cosign(with: witness, timestampSeconds: Self.signed)
        let policy = try WitnessPolicy(
            trusting: world.folder.signer.verifier,
            witnesses: [witness.verifier],
            quorum: 1
        )
        let (first, then) = (bare, cosigned.bytes)
        let asked = Asked()
        let source = LogSource { path, limit async throws(LogClientError) -> [UInt8]? in
            guard path == "checkpoint" else {
                return try await world.folder.source.read(path, limit: limit)
            }
            return await asked.next() < 3 ? first : then
        }
        let report = await world.audit(replays: false, source: source) { $0.policy = policy }
        #expect(report.verdict == .holds, "\(report.text)")
    }

    private actor Asked {
        private var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }

    @Test(
        arguments: [
            ("2026-02-28T12:30:00Z", true), ("2026-02-28T14:00:00Z", false),
            ("2026-02-28T11:55:00Z", true), ("2026-02-28T11:00:00Z", false),
        ] as [(Instant, Bool)]
    )
    func `counts only signatures of the time that is asked for`(
        moment: Instant,
        holds: Bool
    ) async throws {
        let report = try await audit(quorum: 1, maximumSeconds: 3600, at: moment)
        #expect((report.verdict == .holds) == holds, "\(report.text)")
        #expect(report.findings.map(\.code) == (holds ? [] : [.quorumNotMet]))
    }
}
