import DatabaseSupport
import Foundation
import Testing

/// `cabildo migrate` on both engines.
@Suite("Migrating", .serialized) struct MigrateCommandTests {
    private func migrate(
        _ register: TrialRegister,
        _ arguments: String...
    ) throws -> Executable.Run {
        try register.cabildo(["migrate"] + arguments + ["--data", register.data])
    }

    @Test(arguments: TestEngine.all)
    func `shows what is missing, tries it, and applies it`(engine: TestEngine) async throws {
        let register = try TrialRegister(on: engine)
        let current = try migrate(register, "status")
        #expect(current.status == 0)
        #expect(current.output.contains("1  applied  log\n"))

        try await register.tamper(
            ["log_entry", "log_node", "log_checkpoint"].map { "DROP TABLE \($0)" }
                + ["DELETE FROM schema_migrations WHERE number = 1"]
        )
        let missing = try migrate(register, "status")
        #expect(missing.status == 1)
        #expect(missing.output.contains("1  pending  log\n"))

        let trial = try migrate(register, "up", "--dry-run")
        #expect(trial.status == 0, "\(trial.errors)")
        #expect(trial.output.contains("would be applied"))
        #expect(trial.output.contains("CREATE TABLE log_entry"))
        #expect(trial.output.contains("BIGINT") == (engine == .postgres))
        #expect(try migrate(register, "status").status == 1)

        let json = try migrate(register, "up", "--format", "json")
        #expect(json.status == 0, "\(json.errors)")
        #expect(json.output.contains(#""state": "new""#))
        #expect(try migrate(register, "status").status == 0)
        #expect(try migrate(register, "up").output == "nothing is pending\n")
    }

    @Test(arguments: TestEngine.all)
    func `cannot tell of a database that a newer or another version wrote`(
        engine: TestEngine
    ) async throws {
        let register = try TrialRegister(on: engine)
        try await register.tamper(["INSERT INTO schema_migrations VALUES (99, 'later', '')"])
        let newer = try migrate(register, "status")
        #expect(newer.status == 2)
        #expect(newer.errors.contains("newer_than_program"))
        #expect(try migrate(register, "up").status == 2)
        #expect(try migrate(register, "up", "--dry-run").status == 2)
    }

    @Test(arguments: TestEngine.all)
    func `refuses a migration that was changed`(engine: TestEngine) async throws {
        let register = try TrialRegister(on: engine)
        try await register.tamper(["UPDATE schema_migrations SET sql = 'other'"])
        for arguments in [["status"], ["up"]] {
            let run = try register.cabildo(["migrate"] + arguments + ["--data", register.data])
            #expect(run.status == 2)
            #expect(run.errors.contains("migration_changed"), "\(run.errors)")
        }
    }

    @Test func `shows the state of a register that is served, and does not touch its file`() throws
    {
        let register = try TrialRegister(on: .sqlite)
        let server = try ServerProcess(data: register.data)
        defer { server.stop() }

        #expect(try migrate(register, "status").status == 0)
        let up = try migrate(register, "up")
        #expect(up.status == 2)
        #expect(up.errors.contains("in_use"))
        #expect(try register.cabildo(["migrate", "status", "--data", "/nonexistent"]).status == 2)
    }
}
