import DatabaseSupport
import Foundation
import Storage
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Backups by the built executable, of registers that are served.
@Suite("Backups", .serialized) struct BackupTests {
    @Test(arguments: TestEngine.all)
    func `are of one moment while a server takes writes`(engine: TestEngine) async throws {
        let register = try TrialRegister(on: engine)
        let server = try ServerProcess(data: register.data)
        defer { server.stop() }

        async let accepted = Self.propose(12, to: server)
        var backups: [String] = []
        for number in 0..<4 { backups.append(try register.backup("backup-\(number)")) }
        #expect(try await accepted == 12)
        let last = try register.backup("last")

        for (number, backup) in backups.enumerated() {
            let place = register.folder + "/restored-\(number)"
            let run = try register.cabildo(
                ["restore", backup, "--data", place] + register.elsewhere()
            )
            #expect(run.status == 0, "\(run.errors)")
            let state = try register.state(of: place)
            #expect(state.errors.isEmpty)
            #expect((1...13).contains(state.size))
        }
        let place = register.folder + "/served-again"
        let run = try register.cabildo(
            ["restore", last, "--data", place, "--published", server.address + "/log"]
                + register.elsewhere()
        )
        #expect(run.status == 0, "\(run.errors)")
        let again = try ServerProcess(data: place)
        defer { again.stop() }
        let (old, new) = (try server.verify(), try again.verify())
        #expect(old.status == 0 && new.status == 0, "\(new.output)\(new.errors)")
        #expect(new.output == old.output)
        #expect(new.output.contains("13 entries"))
    }

    private static func propose(_ count: Int, to server: ServerProcess) async throws -> Int {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                var all = true
                for number in 0..<count where try server.propose("m-\(number)").status != 0 {
                    all = false
                }
                return all
            }
            return try await group.next() == true ? count : 0
        }
    }

    @Test(arguments: TestEngine.all)
    func `are refused when a byte of any file was changed`(engine: TestEngine) throws {
        let register = try TrialRegister(on: engine)
        let backup = try register.backup("backup")
        let files = try #require(FileManager.default.enumerator(atPath: backup))
            .compactMap { $0 as? String }
            .filter { !["keys", "authority", "officials"].contains($0) }
        #expect(files.count > 6)

        for file in files {
            let path = "\(backup)/\(file)"
            let whole = try Data(contentsOf: URL(filePath: path))
            for position in [0, whole.count / 2, whole.count - 1] {
                var changed = whole
                changed[position] ^= 0x01
                try changed.write(to: URL(filePath: path))
                let run = try register.cabildo(
                    ["restore", backup, "--data", register.folder + "/restored"]
                )
                #expect(run.status == 2, "\(file) at \(position)")
                #expect(
                    run.errors.contains("damaged") || run.errors.contains("format"),
                    "\(file): \(run.errors)"
                )
            }
            try FileManager.default.removeItem(atPath: path)
            let run = try register.cabildo(
                ["restore", backup, "--data", register.folder + "/restored"]
            )
            #expect(run.status == 2, "\(file) is missing")
            try whole.write(to: URL(filePath: path))
            // Officials' keys are many, and one like the other.
            if file.hasPrefix("officials/") { break }
        }
        #expect(try !register.names().contains { $0.hasPrefix("restored") })
    }

    @Test(arguments: TestEngine.all)
    func `are whole or absent when they are killed`(engine: TestEngine) throws {
        let register = try TrialRegister(on: engine)
        let out = register.folder + "/backup"
        var killing = try Killing("backups on \(engine)") { _ = try register.backup("whole") }
        var finished = 0
        for _ in 0..<Killing.rounds {
            try killing.run(["backup", out, "--data", register.data])
            guard FileManager.default.fileExists(atPath: out) else { continue }
            finished += 1
            let place = register.folder + "/restored-\(finished)"
            let run = try register.cabildo(
                ["restore", out, "--data", place] + register.elsewhere()
            )
            #expect(run.status == 0, "\(run.errors)")
            try FileManager.default.removeItem(atPath: out)
        }
        print("\(finished) of \(Killing.rounds) were finished before they were killed")
        _ = try register.backup("backup")
        #expect(try !register.names().contains("backup.partial"))
    }

    @Test func `leave nothing when they are stopped by a signal`() throws {
        let register = try TrialRegister(on: .sqlite)
        // A full folder of large entries, so that there is time to stop.
        let backup = Process()
        backup.executableURL = URL(filePath: try Executable.find().path)
        backup.arguments = ["backup", register.folder + "/backup", "--data", register.data]
        backup.standardError = FileHandle.nullDevice
        backup.standardOutput = FileHandle.nullDevice
        try backup.run()
        usleep(40_000)
        backup.interrupt()
        backup.waitUntilExit()

        let names = try register.names()
        #expect(names == ["register"] || names == ["backup", "register"], "\(names)")
    }

    @Test func `do not hold the private keys when they are told not to`() throws {
        let register = try TrialRegister(on: .sqlite)
        let out = register.folder + "/public"
        let run = try register.cabildo(["backup", out, "--data", register.data, "--without-keys"])

        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("without the private keys"))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: out).sorted()
                == ["backup.json", "published.checkpoint", "register.sqlite"]
        )
        let refused = try register.cabildo(
            ["restore", out, "--data", register.folder + "/restored"]
        )
        #expect(refused.status == 2)
        #expect(refused.errors.contains("without keys"))
    }
}
