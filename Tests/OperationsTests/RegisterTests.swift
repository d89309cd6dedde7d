import Charter
import CharterFolder
import DatabaseSupport
import Foundation
import Governance
import Testing

@testable import Composition

/// A register of the demo republic, founded for one test.
final class FoundedRegister: Sendable {
    let scratch: ScratchFolder
    let home: RegisterHome
    let fresh: FreshDatabase?
    static let founded = Instant(milliseconds: 1_800_000_000_000)

    init(on engine: TestEngine = .sqlite) async throws {
        scratch = try ScratchFolder()
        let fresh = engine == .postgres ? try engine.fresh() : nil
        self.fresh = fresh
        home = try RegisterHome(DataDirectory(scratch.file("register")), database: fresh?.text)
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Examples/costa-verde").path
        let files = try CharterFolder(folder).read()
        let document = try CharterDocument(
            combining: files.filter(\.isYAML).map { ParsedCharterFile($0) },
            cedar: files.filter(\.isCedar)
        )
        try await Founding.found(document.content, in: home, at: Self.founded)
    }

    func backup(to name: String, includesKeys: Bool = true) async throws -> BackupManifest {
        try await Backup(of: home, program: "test", now: { Self.founded })
            .make(in: scratch.file(name), includesKeys: includesKeys)
    }
}

@Suite struct Registers {
    @Test(arguments: TestEngine.all)
    func `are backed up and restored elsewhere`(engine: TestEngine) async throws {
        let register = try await FoundedRegister(on: engine)
        let manifest = try await register.backup(to: "backup")
        let other = engine == .postgres ? try engine.fresh() : nil

        let report = try await Restore(
            register.scratch.file("backup"),
            to: DataDirectory(register.scratch.file("restored")),
            database: other?.text
        ).run()

        #expect(report.size == 1)
        #expect(report.manifest == manifest)
        #expect(manifest.engine.rawValue == engine.rawValue)
        #expect(report.keptAs == nil)
        let restored = try RegisterHome(DataDirectory(register.scratch.file("restored")))
        #expect(
            try await RegisterReading.register(in: restored).root()
                == RegisterReading.register(in: register.home).root()
        )
        // The founding's checkpoint was published; a server that starts here must know.
        #expect(
            try restored.directory.publishedCheckpoint()
                == register.home.directory.publishedCheckpoint()
        )
    }

    @Test(arguments: TestEngine.all)
    func `refuse a second backup of that name, and to be backed up when they are damaged`(
        engine: TestEngine
    ) async throws {
        let register = try await FoundedRegister(on: engine)
        _ = try await register.backup(to: "backup")

        let again = await refusal { try await register.backup(to: "backup") }
        #expect(again?.reason.contains("exists already") == true)

        // Somebody put another checkpoint there.
        try Data("nothing".utf8).write(to: URL(filePath: register.home.directory.publishedPath))
        await #expect(throws: (any Error).self) { try await register.backup(to: "other") }
        #expect(!register.scratch.exists("other"))
        #expect(!register.scratch.exists("other.partial"))
    }

    @Test func `are not restored over another one, or over other files`() async throws {
        let register = try await FoundedRegister()
        let other = try await FoundedRegister()
        _ = try await register.backup(to: "backup")
        let backup = register.scratch.file("backup")

        let refused = await refusal {
            try await Restore(backup, to: other.home.directory).run()
        }
        #expect(refused?.reason.contains("another register") == true)

        let full = register.scratch.file("full")
        try PrivateFolder(path: full).make()
        try register.scratch.write("x", to: "full/letter.txt")
        let kept = await refusal { try await Restore(backup, to: DataDirectory(full)).run() }
        #expect(kept?.reason.contains("holds no register") == true)
        #expect(register.scratch.exists("full/letter.txt"))
        #expect(!register.scratch.exists("full.restoring"))
    }

    @Test func `are restored without keys only where the keys are`() async throws {
        let register = try await FoundedRegister()
        let manifest = try await register.backup(to: "backup", includesKeys: false)
        let backup = register.scratch.file("backup")

        #expect(manifest.files.map(\.path) == ["published.checkpoint", "register.sqlite"])
        let elsewhere = DataDirectory(register.scratch.file("elsewhere"))
        let refused = await refusal { try await Restore(backup, to: elsewhere).run() }
        #expect(refused?.reason.contains("made without keys") == true)

        let before = try String(
            contentsOfFile: register.home.directory.logKeyPath,
            encoding: .utf8
        )
        let report = try await Restore(backup, to: register.home.directory).run()
        #expect(report.keptAs != nil)
        let after = try String(
            contentsOfFile: register.home.directory.logKeyPath,
            encoding: .utf8
        )
        #expect(before == after)
        #expect(FileFacts(register.home.directory.logKeyPath)?.mode == 0o600)
    }

    @Test func `name a database that is in the way`() async throws {
        let register = try await FoundedRegister()
        _ = try await register.backup(to: "backup")
        try register.scratch.write("x", to: "other.sqlite")
        let backup = register.scratch.file("backup")
        let target = DataDirectory(register.scratch.file("restored"))
        let file = register.scratch.file("other.sqlite")

        let refused = await refusal {
            try await Restore(backup, to: target, database: "sqlite:\(file)").run()
        }
        #expect(refused?.reason.contains("exists already") == true)
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "x")

        let free = register.scratch.file("free.sqlite")
        _ = try await Restore(backup, to: target, database: "sqlite:\(free)").run()
        let home = try RegisterHome(target)
        #expect("\(home.database)" == "sqlite:\(free)")
        _ = try await RegisterReading.register(in: home)
    }

    @Test func `are kept under free names when they are replaced twice in a second`() async throws {
        let register = try await FoundedRegister()
        _ = try await register.backup(to: "backup")
        var kept: Set<String> = []
        for _ in 0..<3 {
            let report = try await Restore(
                register.scratch.file("backup"),
                to: register.home.directory,
                now: { FoundedRegister.founded }
            ).run()
            kept.insert(try #require(report.keptAs))
        }

        #expect(kept.count == 3)
        #expect(kept.contains { $0.hasSuffix(".replaced-20270115T080000Z") })
    }
}
