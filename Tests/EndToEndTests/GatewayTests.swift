import DatabaseSupport
import Foundation
import Testing

@Suite("Gateways", .serialized) struct GatewayTests {
    /// What `cabildo records export` writes: the identifiers of the requests.
    private func recorded(_ place: [String]) throws -> [String] {
        let run = try Executable.find().run(["records", "export"] + place)
        #expect(run.status == 0, "\(run.errors)")
        return run.output.split(separator: "\n").compactMap { line in
            line.firstMatch(of: /"request_id":"([0-9a-f-]{36})"/).map { String($0.1) }
        }
    }

    private func verify(_ arguments: [String]) throws -> Executable.Run {
        try Executable.find().run(["records", "verify"] + arguments)
    }

    @Test(arguments: TestEngine.all)
    func `keep the record of every call that was answered when they are killed under load`(
        engine: TestEngine
    ) throws {
        let ground = try GatewayGround()
        let fresh = try engine.fresh()
        // Over PostgreSQL two gateways record at a time, and one of them is killed.
        let names = engine == .postgres ? ["first", "second"] : ["first"]
        let configs = try names.map { try ground.configuration($0, database: fresh.text) }
        let other = try configs.dropFirst().map { try GatewayProcess(["--config", $0]) }
        let others = try other.map { try Callers(2, at: $0.port) }
        var answered: [String] = []
        for round in 0..<5 {
            let gateway = try GatewayProcess(["--config", configs[0]])
            let callers = try Callers(6, at: gateway.port)
            while callers.answered.count < 20 + 15 * round { usleep(2000) }
            gateway.kill()
            answered += callers.end()
        }
        // Beside the gateways that still record.
        let beside = try verify(["--config", configs[0]])
        #expect(beside.status == 0, "\(beside.errors)")
        for callers in others { answered += callers.end() }
        for gateway in other { gateway.stop() }

        let found = try recorded(["--database", fresh.text])
        let verdict = try verify(["--database", fresh.text])
        #expect(verdict.status == 0, "\(verdict.errors)")
        #expect(verdict.output.split(separator: "\n").count == names.count)
        #expect(Set(answered).count == answered.count)
        #expect(Set(answered).subtracting(found).isEmpty)
        #expect(Set(found).count == found.count)
        print("\(engine): 5 kills, \(answered.count) answered, \(found.count) recorded")
    }

    @Test func `have the heads of their records anchored, so that a cut shows`() throws {
        let ground = try GatewayGround()
        let config = try ground.configuration("anchored")
        let gateway = try GatewayProcess(["--config", config])
        let callers = try Callers(1, at: gateway.port)
        while callers.answered.count < 5 { usleep(2000) }
        _ = callers.end()
        gateway.stop()
        let signing = [
            "--server", ground.server.address, "--as", "katia-lumbrera", "--key",
            ground.server.data + "/officials/katia-lumbrera.pem", "--institution",
            "social-development",
        ]
        let executable = try Executable.find()
        let anchored = try executable.run(["records", "anchor", "--config", config] + signing)
        #expect(anchored.status == 0, "\(anchored.errors)")
        // What stands is not stated again.
        let again = try executable.run(["records", "anchor", "--config", config] + signing)
        #expect(again.status == 0, "\(again.errors)")
        #expect(again.output.isEmpty)
        let list = try executable.run([
            "anchor", "list", "--server", ground.server.address, "--institution",
            "social-development",
        ])
        #expect(list.output.split(separator: "\n").count == 1)

        let register = [
            "--register", ground.server.address, "--institution", "social-development",
            "--log-key", ground.logKey,
        ]
        let whole = try verify(["--config", config] + register)
        #expect(whole.status == 0, "\(whole.errors)")
        #expect(whole.errors.contains("the chains hold the 1 head that was anchored"))
        let export = try executable.run(["records", "export", "--config", config]).output
        let lines = export.split(separator: "\n")
        let cut = ground.folder + "/cut.jsonl"
        try Data((lines.dropLast(2).joined(separator: "\n") + "\n").utf8)
            .write(to: URL(filePath: cut))
        let shown = try verify(["--file", cut] + register)
        #expect(shown.status == 1)
        #expect(shown.errors.contains("record \(lines.count - 2) of chain"), "\(shown.errors)")
        #expect(try verify(["--file", cut]).status == 0)
        let line = list.output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try verify(["--file", cut, "--anchor", line]).status == 1)
    }

    @Test func `keep their records in their folder when nothing else is said, and go on there`()
        throws
    {
        let ground = try GatewayGround()
        let config = try ground.configuration("alone")
        var count = 0
        for _ in 0..<2 {
            let gateway = try GatewayProcess(["--config", config])
            let callers = try Callers(1, at: gateway.port)
            while callers.answered.count < 5 { usleep(2000) }
            count += callers.end().count
            gateway.stop()
        }

        let verdict = try verify(["--config", config])
        #expect(verdict.status == 0, "\(verdict.errors)")
        #expect(verdict.output.split(separator: "\n").count == 1)
        let note = try String(contentsOfFile: ground.file("chain", of: "alone"), encoding: .utf8)
        #expect(note == verdict.output)
        #expect(try recorded(["--config", config]).count >= count)
        let file = ground.file("calls.sqlite", of: "alone")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test func `refuse a second gateway over the same folder, and a database that lost records`()
        throws
    {
        let ground = try GatewayGround()
        let config = try ground.configuration("one")
        let gateway = try GatewayProcess(["--config", config])
        let callers = try Callers(1, at: gateway.port)
        while callers.answered.count < 5 { usleep(2000) }
        _ = callers.end()
        let second = try Executable.find().run(["gateway", "--config", config])
        #expect(second.status == 2)
        #expect(second.errors.contains("another gateway runs over the folder"))
        gateway.stop()

        let elsewhere = "sqlite:" + ground.file("new.sqlite", of: "one")
        let lost = try Executable.find().run([
            "gateway", "--config", config, "--database", elsewhere,
        ])
        #expect(lost.status == 2)
        #expect(lost.errors.contains("fewer than the"), "\(lost.errors)")
        #expect(lost.errors.contains("help: see that it is the right database"))
        try FileManager.default.removeItem(atPath: ground.file("chain", of: "one"))
        let anew = try GatewayProcess(["--config", config, "--database", elsewhere])
        anew.stop()
    }

    @Test func `take in the record of before databases, and refuse a damaged one`() throws {
        let ground = try GatewayGround()
        let config = try ground.configuration("old")
        let first = try GatewayProcess(["--config", config])
        let callers = try Callers(1, at: first.port)
        while callers.answered.count < 5 { usleep(2000) }
        let answered = callers.end()
        first.stop()
        // What a gateway of before would have written.
        let lines = try Executable.find().run(["records", "export", "--config", config]).output
        for file in ["calls.sqlite", "chain"] {
            try FileManager.default.removeItem(atPath: ground.file(file, of: "old"))
        }
        let old = ground.file("calls.jsonl", of: "old")

        try Data(lines.replacing("no_agreement", with: "no_agreemint").utf8)
            .write(to: URL(filePath: old))
        let refused = try Executable.find().run(["gateway", "--config", config])
        #expect(refused.status == 2)
        #expect(refused.errors.contains("record 1 of"), "\(refused.errors)")
        #expect(FileManager.default.fileExists(atPath: old))
        try Data(lines.utf8).write(to: URL(filePath: old))
        let gateway = try GatewayProcess(["--config", config])
        gateway.stop()

        #expect(!FileManager.default.fileExists(atPath: old))
        let kept = try Data(contentsOf: URL(filePath: old + ".imported"))
        #expect(kept == Data(lines.utf8))
        #expect(try Set(answered).isSubset(of: recorded(["--config", config])))
        #expect(
            try verify(["--config", config]).output == verify(["--file", old + ".imported"]).output
        )
    }

    @Test func `have records that can be shown, exported and checked against an earlier check`()
        throws
    {
        let ground = try GatewayGround()
        let config = try ground.configuration("shown")
        let gateway = try GatewayProcess(["--config", config])
        let callers = try Callers(1, at: gateway.port)
        while callers.answered.count < 8 { usleep(2000) }
        _ = callers.end()
        let executable = try Executable.find()
        let records = { (arguments: [String]) in
            try executable.run(["records"] + arguments + ["--config", config])
        }

        let shown = try records(["show", "--last", "3"])
        #expect(shown.output.split(separator: "\n").count == 3, "\(shown.errors)")
        #expect(shown.output.contains("consumer deny 500 CV/GOV/social-development/benefits -> "))
        #expect(try records(["show", "--client", "CV/GOV/treasury"]).output.isEmpty)
        #expect(try records(["show", "--since", "2999-01-01"]).output.isEmpty)
        let line = try records(["show", "--last", "1", "--format", "json", "--client", "CV/GOV"])
        #expect(line.output.hasPrefix(#"{"citations":"#))
        let message = try #require(line.output.firstMatch(of: /"message_id":"([^"]+)"/)).1
        #expect(
            try records(["show", "--message", String(message)]).output.contains(
                "message \(message)"
            )
        )

        let ends = try records(["verify"])
        #expect(ends.status == 0, "\(ends.errors)")
        let earlier = ground.folder + "/ends"
        try Data(ends.output.utf8).write(to: URL(filePath: earlier))
        #expect(try records(["verify", "--since", earlier]).status == 0)
        gateway.stop()
        let export = ground.folder + "/export.jsonl"
        let lines = try records(["export"]).output.split(separator: "\n")
        try Data(lines.dropLast(2).joined(separator: "\n").utf8 + [0x0A])
            .write(to: URL(filePath: export))
        #expect(try verify(["--file", export]).status == 0)
        let cut = try verify(["--file", export, "--since", earlier])
        #expect(cut.status == 1)
        #expect(cut.errors.contains("wrong_end"))
        for arguments in [
            ["verify", "--since", export], ["verify", "--since", "/nonexistent"],
            ["export", "--chain", "none"], ["show", "--database", "sqlite:/nonexistent/x"],
        ] {
            #expect(try records(arguments).status == 2)
        }
        #expect(try executable.run(["records", "show"]).status == 2)
    }
}
