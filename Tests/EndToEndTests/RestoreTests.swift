import DatabaseSupport
import Foundation
import LogClient
import Storage
import Testing
import TransparencyLog

/// Restoring by the built executable: what was published is not lost unasked.
@Suite("Restoring", .serialized) struct RestoreTests {
    /// A register with two entries more than its backup.
    private func outrun(_ engine: TestEngine) throws -> (TrialRegister, backup: String) {
        let register = try TrialRegister(on: engine)
        let server = try ServerProcess(data: register.data)
        defer { server.stop() }
        #expect(try server.propose("before").status == 0)
        let backup = try register.backup("old")
        #expect(try server.propose("after-1").status == 0)
        #expect(try server.propose("after-2").status == 0)
        return (register, backup)
    }

    @Test(arguments: TestEngine.all)
    func `refuses an older log, and takes it by name`(engine: TestEngine) async throws {
        let (register, backup) = try outrun(engine)
        let before = try register.state()
        let names = try register.names()
        let arguments = ["restore", backup, "--data", register.data] + (try register.elsewhere())

        let refused = try register.cabildo(arguments)
        #expect(refused.status == 2)
        #expect(refused.errors.contains("the last 2 would be lost"), "\(refused.errors)")
        #expect(refused.errors.contains("--accept older_log"))
        #expect(try register.state() == before)
        #expect(try register.names() == names)
        if let database = register.lastDatabase {
            let location = try DatabaseLocation(parsing: database)
            #expect(try await Database.contents(of: location).isEmpty)
        }

        let taken = try register.cabildo(arguments + ["--accept", "older_log"])
        #expect(taken.status == 0, "\(taken.errors)")
        #expect(taken.errors.contains("warning: accepted"))
        #expect(try register.names().count { $0.hasPrefix("register.replaced-") } == 1)
        let after = try register.state()
        #expect(after.size == 2 && after.errors.isEmpty)
        // The server starts, although it signed for four entries once.
        let server = try ServerProcess(data: register.data)
        defer { server.stop() }
        #expect(try server.propose("after-1").status == 0)
        #expect(try server.verify().output.contains("3 entries"))
    }

    @Test(arguments: TestEngine.all)
    func `puts a backup that lacks nothing in its place`(engine: TestEngine) throws {
        let (register, _) = try outrun(engine)
        let before = try register.state()
        let backup = try register.backup("new")

        let run = try register.cabildo(
            ["restore", backup, "--data", register.data] + register.elsewhere()
        )

        #expect(run.status == 0, "\(run.errors)")
        #expect(!run.errors.contains("note:"), "\(run.errors)")
        #expect(try register.state() == before)
        let kept = try #require(
            try register.names().first { $0.hasPrefix("register.replaced-") }
        )
        #expect(run.output.contains(kept))
        #expect(try register.state(of: "\(register.folder)/\(kept)") == before)
    }

    @Test(arguments: TestEngine.all)
    func `knows what was published from a damaged register too`(engine: TestEngine) async throws {
        let (register, backup) = try outrun(engine)
        try await register.tamper(["DELETE FROM log_entry WHERE position >= 1"])

        let run = try register.cabildo(
            ["restore", backup, "--data", register.data] + register.elsewhere()
        )

        #expect(run.status == 2)
        #expect(run.errors.contains("published.checkpoint"), "\(run.errors)")
        #expect(run.errors.contains("the last 2 would be lost"))
    }

    @Test(arguments: TestEngine.all)
    func `refuses while the register is served`(engine: TestEngine) throws {
        let register = try TrialRegister(on: engine)
        let backup = try register.backup("backup")
        let server = try ServerProcess(data: register.data)
        defer { server.stop() }

        let run = try register.cabildo(
            ["restore", backup, "--data", register.data] + register.elsewhere()
        )

        #expect(run.status == 2)
        #expect(run.errors.contains("in_use") || run.errors.contains("in use"), "\(run.errors)")
        #expect(try server.propose("still-there").status == 0)
    }

    /// A copy of a log as a gateway keeps it.
    private static func mirror(
        of register: TrialRegister,
        from address: String
    ) async throws -> String {
        let key = try register.cabildo(["log", "key", "--data", register.data]).output
        let verifier = try NoteVerifier(text: key.trimmingCharacters(in: .whitespacesAndNewlines))
        var log = VerifiedLog(verifier: verifier)
        let entries = try await log.advance(from: LogSource(url: address))
        let mirror = LogMirror(folder: register.folder + "/mirror")
        try mirror.write(entries, from: 0, checkpoint: try #require(log.checkpoint))
        return mirror.folder
    }

    @Test func `compares with a log that others serve or keep`() async throws {
        let (register, backup) = try outrun(.sqlite)
        let server = try ServerProcess(data: register.data)
        defer { server.stop() }
        let checkpoint = register.folder + "/checkpoint"
        try FileManager.default.copyItem(
            atPath: register.data + "/published.checkpoint",
            toPath: checkpoint
        )
        let place = register.folder + "/elsewhere"

        let mirror = try await Self.mirror(of: register, from: server.address + "/log")

        for published in [server.address + "/log", checkpoint, mirror] {
            let run = try register.cabildo(
                ["restore", backup, "--data", place, "--published", published]
            )
            #expect(run.status == 2)
            #expect(run.errors.contains("the last 2 would be lost"), "\(run.errors)")
        }
        for published in ["/nonexistent", "http://127.0.0.1:9/log", register.data] {
            let run = try register.cabildo(
                ["restore", backup, "--data", place, "--published", published]
            )
            #expect(run.status == 2, "\(published)")
        }
        #expect(try !register.names().contains { $0.hasPrefix("elsewhere") })
        let taken = try register.cabildo([
            "restore", backup, "--data", place, "--published", checkpoint, "--accept", "older_log",
        ])
        #expect(taken.status == 0, "\(taken.errors)")
    }

    @Test func `tells another history from an older one`() throws {
        let (register, backup) = try outrun(.sqlite)
        let copy = register.folder + "/copy"
        #expect(try register.cabildo(["restore", backup, "--data", copy]).status == 0)
        let server = try ServerProcess(data: copy)
        for name in ["other-1", "other-2", "other-3"] {
            #expect(try server.propose(name).status == 0)
        }
        server.stop()
        let fork = try register.backup("fork", of: copy)

        // Longer than what was published, and yet without it.
        let run = try register.cabildo(["restore", fork, "--data", register.data])
        #expect(run.status == 2)
        #expect(run.errors.contains("the same for 2 entries only"), "\(run.errors)")
        #expect(run.errors.contains("of another history than `"))
        let unknown = try register.cabildo([
            "restore", fork, "--data", register.data, "--accept", "everything",
        ])
        #expect(unknown.status == 64)
    }

    @Test(arguments: TestEngine.all)
    func `leaves the old or the new register when it is killed`(engine: TestEngine) async throws {
        let (register, _) = try outrun(engine)
        let backup = try register.backup("new")
        let before = try register.state()
        let database = try register.elsewhere()
        var killing = try Killing("restorings on \(engine)") {
            let run = try register.cabildo(
                ["restore", backup, "--data", register.data] + database
            )
            #expect(run.status == 0, "\(run.errors)")
        }
        var replaced = 0
        for _ in 0..<Killing.rounds {
            let database = try register.elsewhere()
            try killing.run(["restore", backup, "--data", register.data] + database)
            let after = try register.state()
            #expect(after.root == before.root && after.errors.isEmpty, "\(after)")
            replaced = try register.names().count { $0.hasPrefix("register.replaced-") }
        }
        print("\(replaced - 1) of \(Killing.rounds) had replaced the register")
        let run = try register.cabildo(
            ["restore", backup, "--data", register.data] + register.elsewhere()
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(try !register.names().contains("register.restoring"))
    }

    @Test(.enabled(if: TestEngine.all.contains(.postgres)))
    func `wants an empty database of PostgreSQL`() throws {
        let register = try TrialRegister(on: .postgres)
        let backup = try register.backup("backup")
        let place = register.folder + "/restored"

        let unnamed = try register.cabildo(["restore", backup, "--data", place])
        #expect(unnamed.status == 2)
        #expect(unnamed.errors.contains("--database"))
        let full = try register.cabildo(
            ["restore", backup, "--data", place, "--database", try #require(register.lastDatabase)]
        )
        #expect(full.status == 2)
        #expect(full.errors.contains("is not empty"))
        let wrong = try register.cabildo(
            ["restore", backup, "--data", place, "--database", "sqlite:\(place).sqlite"]
        )
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("dump of PostgreSQL"))
    }

    @Test func `brings a backup without keys to where the keys were put`() throws {
        let register = try TrialRegister(on: .sqlite)
        let backup = register.folder + "/public"
        let made = try register.cabildo(
            ["backup", backup, "--data", register.data, "--without-keys"]
        )
        #expect(made.status == 0, "\(made.errors)")
        let before = try register.state()
        let place = register.folder + "/new-machine"
        try FileManager.default.createDirectory(
            atPath: place,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        // An empty folder does not hold them.
        #expect(try register.cabildo(["restore", backup, "--data", place]).status == 2)
        for folder in ["keys", "authority"] {
            try FileManager.default.copyItem(
                atPath: "\(register.data)/\(folder)",
                toPath: "\(place)/\(folder)"
            )
        }

        let run = try register.cabildo(["restore", backup, "--data", place])

        #expect(run.status == 0, "\(run.errors)")
        let after = try register.state(of: place)
        #expect(after.root == before.root && after.errors.isEmpty)
        // Another register's keys are not these.
        let other = try TrialRegister(on: .sqlite)
        let wrong = try register.cabildo(["restore", backup, "--data", other.data])
        #expect(wrong.status == 2)
        #expect(wrong.errors.contains("another register"))
    }

    @Test(.enabled(if: getuid() == 0))
    func `gives the files to the user of the folder, when root restores it`() throws {
        let register = try TrialRegister(on: .sqlite)
        let backup = try register.backup("backup")
        let owned = try Command.run(["chown", "-R", "nobody", register.data])
        #expect(owned.status == 0, "\(owned.errors)")
        let beside = try register.state()
        #expect(beside.errors.isEmpty && beside.warnings.contains("user"))

        let run = try register.cabildo(["restore", backup, "--data", register.data])

        #expect(run.status == 0, "\(run.errors)")
        let owners = try Command.run(["find", register.data, "!", "-user", "nobody"])
        #expect(owners.status == 0 && owners.output.isEmpty, "\(owners.output)")
    }
}
