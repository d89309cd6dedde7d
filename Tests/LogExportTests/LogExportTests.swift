import Composition
import DatabaseSupport
import Foundation
import LogClient
import LogService
import Storage
import Testing
import TransparencyLog

@Suite struct LogExports {
    @Test(arguments: TestEngine.all)
    func `write all that a reader of tiles needs, and add only what is new`(
        engine: TestEngine
    ) async throws {
        let trial = try await TrialLog(on: engine, 300)
        let first = try await trial.export()
        #expect(first.before == 0 && first.size == 300 && first.files == 2 + 3 + 1)
        let before = try trial.files()
        #expect(before.count == 6)

        try await trial.grow(to: 700)
        let second = try await trial.export()
        #expect(second.before == 300 && second.size == 700)
        let after = try trial.files()
        for (name, bytes) in before where name != "checkpoint" { #expect(after[name] == bytes) }
        #expect(try await trial.export().files == 0)

        var log = VerifiedLog(verifier: try TrialLog.signer.get().verifier)
        let entries = try await log.advance(from: LogSource(folder: trial.folder))
        #expect(entries == (0..<700).map { TrialLog.entry($0) })
        try await trial.database.close()
    }

    @Test func `hold the bodies of large entries`() async throws {
        let trial = try await TrialLog(3)
        let large = [UInt8](repeating: 0x61, count: 70_000)
        try await trial.log.append([large], at: 3)
        try await trial.export()

        var log = VerifiedLog(verifier: try TrialLog.signer.get().verifier)
        #expect(try await log.advance(from: LogSource(folder: trial.folder)).last == large)
        try await trial.database.close()
    }

    @Test func `write no checkpoint over entries that do not give its root`() async throws {
        let trial = try await TrialLog(300)
        try await trial.database.write { writer in
            try writer.execute(
                "UPDATE log_entry SET leaf_hash = (SELECT leaf_hash FROM log_entry "
                    + "WHERE position = 8) WHERE position = 7"
            )
        }
        await #expect(throws: LogClientError.self) { try await trial.export() }
        #expect(try trial.files().isEmpty)
        try await trial.database.close()
    }

    @Test func `refuse a folder of a later, a forked or another log`() async throws {
        let later = try await TrialLog(300)
        try await later.export()
        let earlier = try await TrialLog(200)
        func refusal(_ trial: TrialLog, into folder: String) async throws -> String {
            let stored = try await RegisterLog(
                in: .init(parsing: trial.fresh.text),
                verifier: try TrialLog.signer.get().verifier
            )
            defer { Task { await stored.close() } }
            do {
                _ = try await LogExport(to: folder).run(
                    LogReader(stored.source, verifier: stored.verifier)
                )
                return ""
            } catch let error as CompositionError {
                return error.reason
            }
        }
        let files = try later.files()
        #expect(try await refusal(earlier, into: later.folder).contains("only 200"))

        let forked = try await TrialLog(0)
        try await forked.log.append([Array("another past".utf8)], at: 0)
        try await forked.grow(to: 400)
        #expect(try await refusal(forked, into: later.folder).contains("forked"))
        #expect(try later.files() == files)

        let stranger = try NoteSigner(name: "test/log", seed: [UInt8](repeating: 8, count: 32))
        let text = try SignedCheckpoint(
            signing: later.log.checkpoint.checkpoint,
            with: stranger
        )
        try Data(text.bytes).write(to: URL(filePath: later.folder + "/checkpoint"))
        #expect(try await refusal(later, into: later.folder).contains("another log"))
        for trial in [later, earlier, forked] { try await trial.database.close() }
    }

    @Test(arguments: ["tile/0/001.p/44", "tile/1/000.p/1", "tile/entries/001.p/44"])
    func `find a damaged last tile, though nothing is new`(name: String) async throws {
        let trial = try await TrialLog(300)
        try await trial.export()
        #expect(try await trial.export().files == 0)
        let url = URL(filePath: trial.folder + "/" + name)
        try Data([1, 2, 3]).write(to: url)
        await #expect(throws: CompositionError.self) { try await trial.export() }
        try FileManager.default.removeItem(at: url)
        #expect(try await trial.export().files == 1)
        try await trial.grow(to: 301)
        #expect(try await trial.export().files == 3)
        try await trial.database.close()
    }

    @Test func `never change a tile that is there`() async throws {
        let trial = try await TrialLog(300)
        try await trial.export()
        try await trial.grow(to: 600)
        let path = trial.folder + "/tile/0/001"
        try Data([1, 2, 3]).write(to: URL(filePath: path))

        await #expect(throws: CompositionError.self) { try await trial.export() }
        #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
        let note = try #require(
            FileManager.default.contents(atPath: trial.folder + "/checkpoint")
        )
        #expect(try SignedCheckpoint(parsing: Array(note)).checkpoint.size == 300)
        try await trial.database.close()
    }
}
