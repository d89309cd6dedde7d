import DatabaseSupport
import Foundation
import Testing

/// How PostgreSQL's own programs are called.
@Suite("Programs of PostgreSQL", .serialized, .enabled(if: TestEngine.all.contains(.postgres)))
struct PostgresProgramTests {
    /// A folder with a program of that name, which runs a script.
    private func fake(_ name: String, _ script: String, in folder: String) throws -> String {
        let programs = folder + "/programs"
        try FileManager.default.createDirectory(
            atPath: programs,
            withIntermediateDirectories: true
        )
        let path = "\(programs)/\(name)"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return programs
    }

    private func backup(
        _ register: TrialRegister,
        programs: String,
        database: [String] = []
    ) throws -> Command.Run {
        try Command.run(
            [try Executable.find().path, "backup", register.folder + "/backup"]
                + ["--data", register.data] + database,
            environment: ["PATH": programs + ":/usr/bin:/bin"]
        )
    }

    @Test func `get the password by their environment, and a verified server`() throws {
        var setup = ScratchPostgres.Setup()
        setup.asksForPassword = true
        setup.speaksTLS = true
        let server = try ScratchPostgres(setup)
        let password = try #require(server.password)
        let certificate = try #require(server.rootCertificate)
        let register = try TrialRegister(on: .sqlite)
        let data = register.folder + "/protected"
        let database =
            try server.makeDatabase() + "?sslmode=verify-full&sslrootcert=\(certificate)"
        let founded = try register.cabildo(
            ["found", "Examples/costa-verde", "--data", data, "--database", database]
        )
        #expect(founded.status == 0, "\(founded.errors)")
        let real = try #require(ScratchPostgres.programs) + "/pg_dump"
        let notes = register.folder + "/notes"
        let programs = try fake(
            "pg_dump",
            #"printf '%s\n' "$@" >\#(notes).arguments; env >\#(notes).environment; "#
                + #"exec \#(real) "$@""#,
            in: register.folder
        )

        let run = try Command.run(
            [
                try Executable.find().path, "backup", register.folder + "/backup", "--data", data,
                "--database", database,
            ],
            environment: ["PATH": programs + ":/usr/bin:/bin"]
        )

        #expect(run.status == 0, "\(run.errors)")
        let arguments = try String(contentsOfFile: notes + ".arguments", encoding: .utf8)
        let environment = try String(contentsOfFile: notes + ".environment", encoding: .utf8)
        #expect(!arguments.contains(password))
        #expect(arguments.contains("sslmode=verify-full"))
        #expect(environment.contains("PGPASSWORD=\(password)"))
        for text in [run.output, run.errors, founded.output, founded.errors] {
            #expect(!text.contains(password))
        }
        let manifest = try String(
            contentsOfFile: register.folder + "/backup/backup.json",
            encoding: .utf8
        )
        #expect(!manifest.contains(password))

        // By a password file, nothing of it stands on the command line at all.
        let bare = database.replacing(":\(password)@", with: "@")
        let file = register.folder + "/passwords"
        try Data("*:*:*:*:\(password)\n".utf8).write(to: URL(filePath: file))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        let doctor = try Command.run(
            [try Executable.find().path, "doctor", "--data", data, "--database", bare],
            environment: ["PGPASSFILE": file]
        )
        #expect(doctor.status == 0, "\(doctor.output)")
        #expect(!doctor.output.contains(password))
    }

    @Test func `that fail leave no backup, and say why`() throws {
        let register = try TrialRegister(on: .postgres)
        for (script, words) in [
            ("echo 'pg_dump: error: no room' >&2; exit 1", "no room"),
            ("echo PGDMP-not-really", "unsupported version"),
            ("echo PGDMP; kill -9 $$", "status 137"),
            ("exit 0", "too short"),
        ] {
            let programs = try fake("pg_dump", script, in: register.folder)

            let run = try backup(register, programs: programs)

            #expect(run.status == 2, "\(script): \(run.output)")
            #expect(run.errors.contains(words), "\(script): \(run.errors)")
            #expect(try !register.names().contains { $0.hasPrefix("backup") })
        }
    }

    @Test func `that fail to restore leave the database empty`() throws {
        let register = try TrialRegister(on: .postgres)
        let backup = try register.backup("backup")
        let programs = try fake("pg_restore", "exit 3", in: register.folder)
        let place = register.folder + "/restored"
        let database = try register.elsewhere()

        let run = try Command.run(
            [try Executable.find().path, "restore", backup, "--data", place] + database,
            environment: ["PATH": programs + ":/usr/bin:/bin"]
        )
        #expect(run.status == 2)
        #expect(run.errors.contains("pg_restore failed with status 3"), "\(run.errors)")
        #expect(try !register.names().contains { $0.hasPrefix("restored") })
        let again = try register.cabildo(["restore", backup, "--data", place] + database)
        #expect(again.status == 0, "\(again.errors)")
    }
}
