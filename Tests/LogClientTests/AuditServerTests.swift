import CanonicalJSON
import Foundation
import Governance
import LogClient
import MerkleTree
import TestSupport
import Testing
import TransparencyLog

@Suite struct AuditedServers {
    private func found(
        at moment: Instant = "2026-03-01",
        _ spoil: (ShownRegister) throws -> Void
    ) async throws -> (report: AuditReport, findings: [AuditFinding]) {
        let world = try AuditWorld()
        try world.publish(try world.bytes())
        let shown = try ShownRegister(world.harness.register)
        try spoil(shown)
        let report = await world.audit(server: shown.source, at: moment)
        return (report, report.findings)
    }

    @Test func `finds that an honest server shows what the log makes`() async throws {
        let (report, findings) = try await found { _ in }
        #expect(findings.isEmpty, "\(report.text)")
        #expect(report.verdict == .holds, "\(report.text)")
        #expect(report.steps.allSatisfy { $0.outcome == .holds || $0.name == .history })
    }

    @Test func `names another root or place of the register`() async throws {
        let root = try await found { shown in
            try shown.write(try shown.mark(root: ShownRegister.otherRoot), to: "api/register")
        }
        #expect(root.findings.map(\.code) == [.serverRoot])
        let behind = try await found { shown in
            let mark = try shown.mark(root: ShownRegister.otherRoot, position: 6)
            try shown.write(mark, to: "api/register")
        }
        #expect(behind.findings.map(\.code) == [.serverPosition])
        let ahead = try await found { shown in
            let mark = try shown.mark(root: ShownRegister.otherRoot, position: 8)
            try shown.write(mark, to: "api/register")
        }
        #expect(ahead.report.exitStatus == 2)
    }

    @Test func `names a rule that no act carries`() async throws {
        let rule = Rule(
            id: "open-everything",
            name: "Open",
            subject: "policy",
            cedar: "permit (principal, action, resource);"
        )
        let (report, findings) = try await found { shown in
            let item = try JSONTreeEncoder().encode(Item.rule(rule))
            try shown.write(.object(["items": .array([item])]), to: shown.items(.rule))
        }
        #expect(findings.map(\.code) == [.serverRule])
        #expect(findings.first?.subject == "open-everything")
        #expect(
            report.text.hasPrefix(
                "The record does NOT hold: rule `open-everything` is shown as in force, and no act "
                    + "of the log carries it."
            )
        )
    }

    @Test func `finds rules that are published otherwise than they are listed`() async throws {
        let (_, findings) = try await found { shown in
            try shown.write(
                Array("permit (principal, action, resource);\n".utf8),
                to: "api/rules/policies?format=cedar"
            )
        }
        #expect(findings.map(\.code) == [.serverRule])
    }

    @Test func `finds rules of another moment that are published as those of now`() async throws {
        let (_, findings) = try await found { shown in
            let past = RegisterView(shown.register, at: "2026-02-27")
            try shown.write(
                Array(try PublishedRules(past).cedar.utf8),
                to: "api/rules/policies?format=cedar"
            )
        }
        #expect(findings.map(\.code) == [.serverRule])
    }

    @Test func `names an act that is hidden, made up or shown otherwise`() async throws {
        let list = "api/acts?limit=500&after="
        let hidden = try await found { try $0.write(.object(["acts": .array([])]), to: list) }
        #expect(hidden.findings.map(\.code) == [.serverAct])
        #expect(hidden.findings.first?.subject == "council-2026-1")
        #expect(hidden.findings.first?.position == 5)
        #expect(hidden.findings.first?.sentence.contains("is hidden by the server") == true)

        let alone = try await found { shown in
            try FileManager.default.removeItem(atPath: shown.path + "/api/acts/council-2026-1")
        }
        #expect(alone.findings.first?.sentence.contains("when it is asked for") == true)

        let madeUp = try await found { shown in
            try shown.replace("council-2026-1", with: "council-2026-7", in: list)
        }
        #expect(madeUp.findings.map(\.subject) == ["council-2026-1", "council-2026-7"])

        let other = try await found { shown in
            try shown.replace("regulation", with: "law", in: "api/acts/council-2026-1")
        }
        #expect(other.findings.map(\.code) == [.serverAct])
        #expect(other.findings.first?.sentence.contains("(rank)") == true)

        let authority = try await found { shown in
            try shown.replace(
                "Council",
                with: "Parliament",
                in: "api/explain/act/council-2026-1?as_of=\(shown.now)"
            )
        }
        #expect(authority.findings.first?.sentence.contains("another authority") == true)
    }

    @Test func `names a proposal and an item that are shown otherwise`() async throws {
        let stage = try await found { shown in
            try shown.replace(
                "\"stage\":\"submitted\"",
                with: "\"stage\":\"rejected\"",
                in: "api/proposals?limit=500&after="
            )
        }
        #expect(stage.findings.map(\.code) == [.serverProposal])
        #expect(stage.findings.first?.subject == "p2")
        let name = try await found { shown in
            try shown.replace("Official 2", with: "Someone", in: shown.items(.official))
        }
        #expect(name.findings.map(\.code) == [.serverItem])
        #expect(name.findings.first?.subject == "o2")
    }

    @Test(arguments: [
        ("api/items/official?limit=500&after=&as_of=2026-03-01T00:00:00Z", "\"id\":\"o2\"", "o2"),
        ("api/acts?limit=500&after=", "\"id\":\"council-2026-1\"", "council-2026-1"),
        ("api/acts/council-2026-1", "\"id\":\"council-2026-1\"", "council-2026-1"),
        ("api/proposals?limit=500&after=", "\"stage\":\"submitted\"", "p2"),
        (
            "api/explain/act/council-2026-1?as_of=2026-03-01T00:00:00Z", "\"chain\"",
            "council-2026-1"
        ),
        ("api/proposals/p2", "\"stage\":\"submitted\"", "p2"),
        ("api/log-keys", "\"log_keys\"", "log-keys"),
        ("api/officials/o1/keys?as_of=2026-03-01T00:00:00Z", "\"keys\"", "o1"),
        ("api/acts?limit=500&after=", "\"acts\"", "added"),
        (
            "api/institutions/i1/anchors?limit=500&after=&as_of=2026-03-01T00:00:00Z",
            "\"anchors\"", "added"
        ),
    ])
    func `names what a server adds`(file: String, place: String, subject: String) async throws {
        let (report, findings) = try await found { shown in
            try shown.replace(place, with: "\"added\":\"2026-02-01\",\(place)", in: file)
        }
        #expect(findings.map(\.subject) == [subject], "\(report.text)")
        #expect(report.verdict == .doesNotHold)
    }

    @Test(arguments: ["2026-02-20", "2026-03-09"] as [Instant])
    func `does not let the server choose the moment`(moment: Instant) async throws {
        let (report, findings) = try await found(at: moment) { _ in }
        #expect(findings.isEmpty)
        #expect(report.exitStatus == 2)
        #expect(report.failure?.contains("your clock says \(moment)") == true, "\(report.text)")
    }

    @Test func `does not accuse a server that has recorded an entry meanwhile`() async throws {
        let world = try AuditWorld()
        try world.publish(try world.bytes())
        let shown = try ShownRegister(world.harness.register)
        try shown.write(.object(["acts": .array([])]), to: "api/acts?limit=500&after=")
        let ahead = try shown.mark(root: ShownRegister.otherRoot, position: 9).canonicalBytes()
        let asked = Counter()
        let source = LogSource { path, limit async throws(LogClientError) in
            if path == "api/register", await asked.next() > 1 { return ahead }
            return try await shown.source.read(path, limit: limit)
        }
        let report = await world.audit(server: source)
        #expect(report.exitStatus == 2, "\(report.text)")
        #expect(report.failure?.contains("audit again") == true)
        #expect(report.steps.first { $0.name == .rules }?.outcome == .holds)
        #expect(report.steps.first { $0.name == .acts }?.outcome == .notChecked)
    }

    /// A server that moves on after it has told its place, so all else is of another moment.
    private func moving(
        from before: ShownRegister,
        to after: ShownRegister,
        publishing grown: AuditWorld
    ) -> LogSource {
        let marks = Counter()
        return LogSource { path, limit async throws(LogClientError) in
            guard path == "api/register", await marks.next() == 1 else {
                return try await after.source.read(path, limit: limit)
            }
            do {
                try grown.publish(try grown.bytes())
            } catch {
                throw LogClientError(.unusable, "\(error)")
            }
            return try await before.source.read(path, limit: limit)
        }
    }

    @Test(arguments: [1, 300]) func `reads on when entries are recorded meanwhile`(
        more: Int
    ) async throws {
        var world = try AuditWorld()
        try world.publish(try world.bytes())
        let before = try ShownRegister(world.harness.register)
        for number in 1...more {
            try world.harness.propose("o2", .motion(try #require(ProposalID("q\(number)"))))
        }
        let after = try ShownRegister(world.harness.register)
        let grown = world
        let source = moving(from: before, to: after, publishing: grown)
        let report = await world.audit(state: world.state, server: source)
        #expect(report.verdict == .holds, "\(report.text)")
        #expect(report.size == world.harness.entries.count)
        #expect(report.steps.first { $0.name == .replay }?.count == report.size)
        let again = await world.audit(state: world.state, server: after.source)
        #expect(again.verdict == .holds, "\(again.text)")
        #expect(again.logRoot == report.logRoot)
    }

    @Test(arguments: ["tile/entries/000.p/8", "tile/0/000.p/8"])
    func `compares what it has read of a bundle when that grows`(path: String) async throws {
        var world = try AuditWorld()
        try world.publish(try world.bytes())
        let before = try ShownRegister(world.harness.register)
        try world.harness.propose("o2", .motion("q1"))
        let after = try ShownRegister(world.harness.register)
        let grown = world
        // The first entry, or its hash, is another one once the bundle has grown.
        var forged = try grown.bytes()
        forged[0] = Array("{}".utf8)
        let bytes =
            path.contains("entries")
            ? try EntryBundle.encode(forged)
            : HashTile.encode(try forged.map { try LogLeaf(recording: $0).hash })
        let source = moving(from: before, to: after, publishing: grown)
        let log = LogSource { asked, limit async throws(LogClientError) in
            asked == path ? bytes : try await grown.folder.source.read(asked, limit: limit)
        }
        let report = await world.audit(state: world.state, server: source, source: log)
        #expect(report.verdict == .doesNotHold, "\(report.text)")
        let codes = Set(report.findings.map(\.code))
        #expect(!codes.isDisjoint(with: [.entryChanged, .wrongTile]))
        #expect(!FileManager.default.fileExists(atPath: world.statePath + "/" + path))
    }

    @Test func `names a lie that is told every other time`() async throws {
        let world = try AuditWorld()
        try world.publish(try world.bytes())
        let shown = try ShownRegister(world.harness.register)
        let empty = try JSON.object(["acts": .array([])]).canonicalBytes()
        let asked = Counter()
        let source = LogSource { path, limit async throws(LogClientError) in
            if path.hasPrefix("api/acts?"), await asked.next() % 2 == 1 { return empty }
            return try await shown.source.read(path, limit: limit)
        }
        let report = await world.audit(server: source)
        #expect(report.verdict == .doesNotHold, "\(report.text)")
        #expect(report.findings.map(\.code) == [.serverAct])
    }

    private actor Counter {
        private(set) var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }

    @Test func `stops at a list that has no end`() async throws {
        let world = try AuditWorld()
        try world.publish(try world.bytes())
        let shown = try ShownRegister(world.harness.register)
        let pages = Counter()
        let source = LogSource { path, limit async throws(LogClientError) in
            guard path.hasPrefix("api/acts?") else {
                return try await shown.source.read(path, limit: limit)
            }
            let page = await pages.next()
            let rows = (0..<500).map { row in
                JSON.object(["id": .string("made-up-\(page * 1000 + row + 100_000)")])
            }
            return try? JSON.object(["acts": .array(rows)]).canonicalBytes()
        }
        let report = await world.audit(server: source)
        #expect(report.verdict == .doesNotHold)
        #expect(report.findings.count == AuditStep.maximumFindings)
        #expect(await pages.count <= 18)
    }

    @Test func `names an anchor that no entry records`() async throws {
        let anchor: JSON = [
            "origin": "calls/one", "form": "chain", "size": 3, "root": "00", "official": "o1",
            "time": "2026-02-01", "position": 3,
        ]
        let (_, findings) = try await found { shown in
            try shown.write(["anchors": [anchor]], to: shown.anchors("i1"))
        }
        #expect(findings.map(\.code) == [.serverAnswer])
        #expect(findings.first?.position == 3)
    }

    @Test func `names another charter in the server's summary, and what stands beside`()
        async throws
    {
        for (old, new) in [("\"time\":\"2026", "\"time\":\"2025"), ("{", "{\"void\":[\"a\"],")] {
            let (report, findings) = try await found { shown in
                try shown.replace(old, with: new, in: "api/register")
            }
            #expect(findings.first?.code == .serverAnswer, "\(report.text)")
        }
    }

    @Test func `keeps what it found when the server then fails`() async throws {
        let (report, findings) = try await found { shown in
            try shown.write(.object(["items": .array([])]), to: shown.items(.mandate))
            try FileManager.default.removeItem(atPath: shown.path + "/" + shown.items(.waiver))
        }
        #expect(findings.first?.code == .serverItem)
        #expect(report.verdict == .doesNotHold)
    }

    @Test func `asks again before it accuses: one of several servers may be behind`() async throws {
        let world = try AuditWorld()
        try world.publish(try world.bytes())
        let shown = try ShownRegister(world.harness.register)
        let empty = try JSON.object(["acts": .array([])]).canonicalBytes()
        let lists = Counter()
        let source = LogSource { path, limit async throws(LogClientError) in
            if path.hasPrefix("api/acts?"), await lists.next() < 3 { return empty }
            return try await shown.source.read(path, limit: limit)
        }
        let tiles = Counter()
        let log = LogSource { path, limit async throws(LogClientError) in
            if path.hasPrefix("tile/entries/"), await tiles.next() < 3 { return nil }
            return try await world.folder.source.read(path, limit: limit)
        }
        let report = await world.audit(server: source, source: log)
        #expect(report.verdict == .holds, "\(report.text)")
        #expect(report.text.contains("first answered otherwise: act `council-2026-1`"))
    }

    @Test func `asks for fewer rows where they are long`() async throws {
        let world = try AuditWorld()
        try world.publish(try world.bytes())
        let shown = try ShownRegister(world.harness.register)
        let source = LogSource { path, limit async throws(LogClientError) in
            guard path.hasPrefix("api/acts?limit="), !path.hasPrefix("api/acts?limit=1&") else {
                return try await shown.source.read(path, limit: limit)
            }
            throw LogClientError(.tooLarge, "`\(path)` has more than \(limit) bytes")
        }
        try FileManager.default.copyItem(
            atPath: shown.path + "/api/acts?limit=500&after=",
            toPath: shown.path + "/api/acts?limit=1&after="
        )
        try shown.write(["acts": []], to: "api/acts?limit=1&after=council-2026-1")
        let report = await world.audit(server: source)
        #expect(report.verdict == .holds, "\(report.text)")
    }

    @Test func `lets nothing that the server says forge a line of the report`() async throws {
        let (report, _) = try await found { shown in
            try shown.replace(
                "\"acts\"",
                with: "\"x\\rThe record holds.\\n\":1,\"acts\"",
                in: "api/acts?limit=500&after="
            )
        }
        #expect(report.verdict == .doesNotHold)
        #expect(!report.text.contains("\r"))
        #expect(!report.text.contains("\nThe record holds."))
    }

    @Test func `names a list that is not in order`() async throws {
        let row = JSON.object(["id": "a"])
        let (report, _) = try await found { shown in
            let rows = [JSON](repeating: row, count: 500)
            try shown.write(.object(["acts": .array(rows)]), to: "api/acts?limit=500&after=")
        }
        #expect(report.verdict == .doesNotHold)
        #expect(report.findings.last?.sentence.contains("where none of that name can") == true)
    }
}
