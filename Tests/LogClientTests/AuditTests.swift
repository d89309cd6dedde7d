import CanonicalJSON
import Foundation
import Governance
import LogClient
import MerkleTree
import TestSupport
import Testing
import TransparencyLog

@Suite struct Audits {
    @Test func `finds that an honest record holds, and says what it did not check`() async throws {
        let world = try AuditWorld()
        try world.publish(try world.bytes())
        let report = await world.audit()

        #expect(report.verdict == .holds, "\(report.text)")
        #expect(report.exitStatus == 0)
        #expect(report.text.hasPrefix("The log holds. What a server shows was not compared"))
        #expect(report.registerRoot == (try world.harness.register.root().text))
        #expect(report.size == 7)
        #expect(report.acts == 1)
        let outcomes = Dictionary(uniqueKeysWithValues: report.steps.map { ($0.name, $0.outcome) })
        #expect(outcomes[.entries] == .holds)
        #expect(outcomes[.replay] == .holds)
        #expect(outcomes[.acts] == .notChecked)
        #expect(report.steps.first { $0.name == .acts }?.summary.contains("no server") == true)
        #expect(try report.json()["verdict"]?.stringValue == "holds")
    }

    @Test func `names an entry that was changed, and who is said to have made it`() async throws {
        let world = try AuditWorld()
        var entries = world.harness.entries
        let old = entries[3].signed
        guard case .voteCast(let vote) = old.statement.command else { throw Unexpected() }
        let other = Vote(
            proposal: vote.proposal,
            digest: vote.digest,
            seat: vote.seat,
            round: vote.round,
            choice: .reject
        )
        let statement = Statement(
            register: old.statement.register,
            actor: old.statement.actor,
            key: old.statement.key,
            issued: old.statement.issued,
            command: .voteCast(other)
        )
        entries[3] = Entry(
            sequence: 3,
            time: entries[3].time,
            signed: SignedStatement(statement: statement, signature: old.signature)
        )
        let findings = try await world.findings(of: try world.bytes(entries))
        #expect(findings.map(\.code) == [.entryRefused])
        #expect(findings.first?.position == 3)
        #expect(findings.first?.subject == "p1")
        #expect(findings.first?.refusal == "bad_signature")
        #expect(
            findings.first?.sentence.hasPrefix(
                "entry 3, the vote of `o1` from seat `s1` on proposal `p1`, does not carry the "
                    + "signature"
            ) == true
        )
    }

    @Test func `names a dropped, a moved and an added entry`() async throws {
        let world = try AuditWorld()
        let all = try world.bytes()
        var dropped = all
        dropped.remove(at: 3)
        var moved = all
        moved.swapAt(3, 4)
        var added = all
        added.insert(all[3], at: 4)

        for (entries, code, position) in [
            (dropped, AuditFinding.Code.entryMissing, 3), (moved, .entryReordered, 3),
            (added, .entryAdded, 4),
        ] {
            let findings = try await world.findings(of: entries)
            #expect(findings.map(\.code) == [code])
            #expect(findings.first?.position == position)
            #expect(await world.audit().exitStatus == 1)
        }
    }

    @Test func `names an added entry that took another's number`() async throws {
        let world = try AuditWorld()
        var entries = world.harness.entries
        let copy = entries[3].numbered(4)
        entries = entries[...3] + [copy] + entries[4...].map { $0.numbered($0.sequence + 1) }
        let findings = try await world.findings(of: try world.bytes(entries))

        #expect(findings.map(\.refusal) == ["replayed"])
        #expect(findings.first?.position == 4)
        #expect(findings.first?.sentence.contains("repeats a statement") == true)
    }

    @Test func `names a vote that was cast after voting had closed`() async throws {
        let world = try AuditWorld()
        let entries = world.harness.entries
        let closing = entries[5]
        guard case .voteCast(let vote) = entries[4].command else { throw Unexpected() }
        let late = Vote(
            proposal: vote.proposal,
            digest: vote.digest,
            seat: "s3",
            round: 1,
            choice: .approve
        )
        let signed = try Actor("o3").state(
            .voteCast(late),
            in: world.harness.id,
            at: closing.time
        )
        let forged =
            Array(entries[...4]) + [Entry(sequence: 5, time: closing.time, signed: signed)]
            + entries[5...].map { $0.numbered($0.sequence + 1) }
        let findings = try await world.findings(of: try world.bytes(forged))

        #expect(findings.map(\.refusal) == ["voting_closed"])
        #expect(findings.first?.position == 5)
        #expect(
            findings.first?.sentence.hasPrefix(
                "entry 5, the vote of `o3` from seat `s3` on proposal `p1`, was cast after voting "
                    + "had closed"
            ) == true
        )
    }

    @Test func `names a signature by a key that no longer counts`() async throws {
        let revoked = Actor("o9", key: "old")
        let office = Office(id: "chair9", institution: "i1", title: "Clerk")
        let official = Official(
            id: "o9",
            name: "Official 9",
            office: office.id,
            keys: [revoked.officialKey(until: "2026-02-01")]
        )
        let world = try AuditWorld()
        var harness = try RegisterHarness(
            founding: .council(more: [.office(office), .official(official)]),
            at: "2026-01-01"
        )
        harness.clock = "2026-03-01"
        let signed = try revoked.state(
            .proposalSubmitted(.motion()),
            in: harness.id,
            at: harness.clock
        )
        let entries = harness.entries + [Entry(sequence: 1, time: harness.clock, signed: signed)]
        let findings = try await world.findings(of: try world.bytes(entries))

        #expect(findings.map(\.refusal) == ["key_not_valid"])
        #expect(findings.first?.position == 1)
        #expect(findings.first?.sentence.contains("a key that did not count") == true)
    }

    @Test func `tells an entry that is served otherwise than it was signed for`() async throws {
        let world = try AuditWorld()
        let all = try world.bytes()
        try world.publish(all)
        var changed = all
        changed[4] = all[3]
        try world.write(try EntryBundle.encode(changed), to: "tile/entries/000.p/7")
        let findings = await world.audit().findings

        #expect(findings.map(\.code) == [.entryAdded, .entryChanged])
        #expect(findings.map(\.position) == [4, 4])
    }

    @Test(arguments: ["tile/0/000.p/7", "tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2"])
    func `names a hash tile that is wrong or missing`(path: String) async throws {
        let world = try AuditWorld()
        let entries = (0..<(path.contains("p/7") ? 7 : 600)).map { Array("entry \($0)".utf8) }
        try world.publish(entries)
        let file = world.folder.path + "/" + path
        let count = try Data(contentsOf: URL(filePath: file)).count
        for spoilt in [[UInt8](repeating: 1, count: count), [1, 2, 3]] {
            try world.write(spoilt, to: path)
            let findings = await world.audit(replays: false).findings
            #expect(findings.map(\.code) == [.wrongTile])
            #expect(findings.first?.subject == path)
        }
        try world.remove(path)
        #expect(await world.audit(replays: false).findings.map(\.code) == [.wrongTile])
    }

    @Test func `refuses a checkpoint by another key`() async throws {
        let world = try AuditWorld()
        let stranger = try NoteSigner(name: "test/log", seed: [UInt8](repeating: 8, count: 32))
        try world.publish(try world.bytes(), signedBy: stranger)
        let report = await world.audit()

        #expect(report.findings.map(\.code) == [.badCheckpoint])
        #expect(report.exitStatus == 1)
        #expect(report.steps.dropFirst().allSatisfy { $0.outcome == .notChecked })
    }

    @Test func `says that it cannot check what it cannot read`() async throws {
        let world = try AuditWorld()
        let report = await world.audit()
        #expect(report.exitStatus == 2)
        #expect(report.text.hasPrefix("The record cannot be checked: "))
    }

    @Test func `finds a large entry without its body`() async throws {
        let world = try AuditWorld()
        var content = CharterContent.council()
        content = CharterContent(
            charter: content.charter,
            items: content.items
                + (1...400).map {
                    .article(
                        Article(
                            id: Identifier(stringLiteral: "more-\($0)"),
                            title: LocalizedText(String(repeating: "long ", count: 40))
                        )
                    )
                }
        )
        let harness = try RegisterHarness(founding: content, at: "2026-01-01")
        let entries = try world.bytes(harness.entries)
        #expect(entries[0].count > EntryBundle.maximumEntryBytes)
        try world.publish(entries)
        #expect(await world.audit().verdict == .holds)

        try world.remove("bodies")
        let report = await world.audit()
        #expect(report.findings.map(\.code) == [.wrongBody])
        #expect(report.findings.first?.position == 0)
    }
}

struct Unexpected: Error {}
