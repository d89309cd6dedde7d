import DatabaseSupport
import Foundation
import Testing

/// `cabildo doctor` over registers that something is wrong with.
@Suite("The doctor", .serialized) struct DoctorCommandTests {
    private func examine(_ register: TrialRegister) throws -> TrialRegister.State {
        try register.state()
    }

    @Test(arguments: TestEngine.all)
    func `finds no error beside a server that runs`(engine: TestEngine) throws {
        let register = try TrialRegister(on: engine)
        let server = try ServerProcess(data: register.data)
        defer { server.stop() }
        #expect(try server.propose("motion").status == 0)

        let state = try register.state()

        #expect(state.status == 0)
        #expect(state.errors.isEmpty)
        #expect(state.warnings.contains("officials_keys"))
        #expect(state.size == 2)
    }

    @Test func `finds keys that others can read`() throws {
        let register = try TrialRegister(on: .sqlite)
        for file in ["keys/log.pem", "authority/root.key", "keys/founder.pem", "register.sqlite"] {
            let path = "\(register.data)/\(file)"
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)

            let state = try register.state()

            #expect(state.status == 1)
            #expect(
                state.errors.contains(file == "register.sqlite" ? "database_files" : "key_files"),
                "\(file): \(state)"
            )
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777],
            ofItemAtPath: register.data + "/keys"
        )
        #expect(try register.state().errors == ["folders"])
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: register.data + "/keys"
        )
        #expect(try register.state().warnings.contains("folders"))
    }

    @Test func `finds keys that do not belong together`() throws {
        let register = try TrialRegister(on: .sqlite)
        let other = try TrialRegister(on: .sqlite)
        for (file, check) in [
            ("keys/log.pem", "log_key"), ("authority/root.key", "authority"),
        ] {
            let path = "\(register.data)/\(file)"
            let own = try Data(contentsOf: URL(filePath: path))
            try Data(contentsOf: URL(filePath: "\(other.data)/\(file)"))
                .write(to: URL(filePath: path))

            let state = try register.state()

            #expect(state.status == 1)
            #expect(state.errors == [check])
            try own.write(to: URL(filePath: path))
        }
        // Both halves of another key: the log was not signed by it.
        for file in ["keys/log.pem", "keys/log.vkey"] {
            try Data(contentsOf: URL(filePath: "\(other.data)/\(file)"))
                .write(to: URL(filePath: "\(register.data)/\(file)"))
        }
        #expect(try register.state().errors == ["log"])
    }

    @Test(
        arguments: TestEngine.all,
        [
            ("DELETE FROM log_entry WHERE position = 2", ["log"]),
            ("DELETE FROM log_entry WHERE position = 1", ["log"]),
            (
                "UPDATE log_entry SET leaf_hash = (SELECT leaf_hash FROM log_entry WHERE position = 0)",
                ["log"]
            ),
            ("DELETE FROM log_checkpoint", ["log"]),
            ("DELETE FROM log_entry", ["log"]),
        ]
    )
    func `finds entries that are missing or changed`(
        engine: TestEngine,
        change: (statement: String, errors: [String])
    ) async throws {
        let register = try TrialRegister(on: engine)
        let server = try ServerProcess(data: register.data)
        for name in ["one", "two"] { #expect(try server.propose(name).status == 0) }
        server.stop()
        #expect(try register.state().errors.isEmpty)

        try await register.tamper([change.statement])

        let state = try register.state()
        #expect(state.status == 1)
        #expect(state.errors == change.errors)
    }

    @Test(arguments: TestEngine.all)
    func `finds a checkpoint that the entries do not carry`(engine: TestEngine) throws {
        let register = try TrialRegister(on: engine)
        let path = URL(filePath: register.data + "/published.checkpoint")
        let old = try Data(contentsOf: path)
        let backup = try register.backup("old")
        let server = try ServerProcess(data: register.data)
        #expect(try server.propose("motion").status == 0)
        server.stop()
        let new = try Data(contentsOf: path)

        // One that is behind is true as well.
        try old.write(to: path)
        #expect(try register.state().errors.isEmpty)
        // One that was signed over more than is stored.
        let place = register.folder + "/older"
        let run = try register.cabildo(
            ["restore", backup, "--data", place] + register.elsewhere()
        )
        #expect(run.status == 0)
        try new.write(to: URL(filePath: place + "/published.checkpoint"))
        #expect(try register.state(of: place).errors == ["published_checkpoint"])
        // One that is signed by nobody.
        try Data("costa-verde/log\n1\n".utf8).write(to: path)
        #expect(try register.state().errors == ["published_checkpoint"])
        var forged = Array(new)
        forged[forged.count - 10] ^= 1
        try Data(forged).write(to: path)
        #expect(try register.state().errors == ["published_checkpoint"])
        // None at all.
        try FileManager.default.removeItem(at: path)
        #expect(try register.state().warnings.contains("published_checkpoint"))
    }

    @Test func `finds a database that is not there, damaged, or of another version`() async throws {
        let register = try TrialRegister(on: .sqlite)
        try await register.tamper(["INSERT INTO schema_migrations VALUES (99, 'later', '')"])
        #expect(try register.state().errors == ["schema", "log"])

        let path = register.data + "/register.sqlite"
        for suffix in ["-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: path + suffix)
        }
        try Data(repeating: 7, count: 8192).write(to: URL(filePath: path))
        #expect(try register.state().errors.first == "database")

        try FileManager.default.removeItem(atPath: path)
        let state = try register.state()
        #expect(state.status == 1)
        #expect(state.errors == ["database", "log"])
        #expect(try register.cabildo(["doctor", "--data", "/nonexistent"]).status == 2)
    }

    @Test(.enabled(if: SmallDisk.isAvailable))
    func `finds a disk that has no room`() throws {
        let register = try TrialRegister(on: .sqlite)
        let disk = try SmallDisk(megabytes: 64)
        defer { disk.remove() }
        let place = disk.path + "/register"
        try FileManager.default.copyItem(atPath: register.data, toPath: place)

        #expect(try register.state(of: place).errors == ["disk"])

        disk.fill()
        let run = try register.cabildo(["backup", disk.path + "/backup", "--data", register.data])
        #expect(run.status == 2)
        #expect(run.errors.contains("no space") || run.errors.contains("full"), "\(run.errors)")
        #expect(!FileManager.default.fileExists(atPath: disk.path + "/backup"))
    }

    @Test func `never prints a key`() throws {
        let register = try TrialRegister(on: .sqlite)
        let backup = try register.backup("backup")
        var secrets: [String] = []
        for file in ["keys/log.pem", "keys/founder.pem", "authority/root.key"] {
            let text = try String(contentsOfFile: "\(register.data)/\(file)", encoding: .utf8)
            secrets += text.split(separator: "\n").filter { !$0.hasPrefix("-") }.map(String.init)
        }
        #expect(secrets.count >= 3)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644],
            ofItemAtPath: register.data + "/keys/log.pem"
        )

        for arguments in [
            ["doctor", "--data", register.data],
            ["doctor", "--data", register.data, "--format", "json"],
            ["backup", register.folder + "/again", "--data", register.data],
            ["restore", backup, "--data", register.data],
            ["migrate", "status", "--data", register.data],
        ] {
            let run = try register.cabildo(arguments)
            for secret in secrets {
                #expect(!run.output.contains(secret) && !run.errors.contains(secret))
            }
        }
        let manifest = try String(contentsOfFile: backup + "/backup.json", encoding: .utf8)
        for secret in secrets { #expect(!manifest.contains(secret)) }
    }
}
