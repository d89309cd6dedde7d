import Composition
import Foundation
import LogService
import Storage
import Synchronization
import Testing
import TransparencyLog

#if canImport(Glibc)
import Glibc
#endif

@Suite struct FoldersOfExports {
    /// Takes the lock of a folder as a second export would; nil where another has it.
    private static func take(_ folder: String) -> Int32? {
        let file = open(folder + "/.export.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return nil }
        if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
        close(file)
        return nil
    }

    private func refusal(_ trial: TrialLog, to folder: String? = nil) async throws -> String {
        do {
            try await trial.export(to: folder)
            return ""
        } catch let error as CompositionError {
            return error.reason
        }
    }

    private func size(in folder: String) throws -> Int {
        let bytes = try #require(FileManager.default.contents(atPath: folder + "/checkpoint"))
        return try SignedCheckpoint(parsing: Array(bytes)).checkpoint.size
    }

    @Test func `are written by one export at a time`() async throws {
        let trial = try await TrialLog(300)
        try await trial.export()
        try await trial.grow(to: 600)
        let first = try #require(Self.take(trial.folder))
        #expect(try await refusal(trial).contains("another export writes to"))
        #expect(try size(in: trial.folder) == 300)
        close(first)

        let folder = trial.folder
        let second = Mutex(0)
        try await trial.export { _, _ in
            second.withLock { $0 += Self.take(folder) == nil ? 1 : 100 }
        }
        #expect((1..<100).contains(second.withLock(\.self)), "it was free in the middle")
        #expect(try size(in: trial.folder) == 600)
        close(try #require(Self.take(trial.folder)))
        try await trial.database.close()
    }

    @Test func `keep a checkpoint that somebody else has put there meanwhile`() async throws {
        let trial = try await TrialLog(300)
        try await trial.export()
        try await trial.grow(to: 600)
        let later = try SignedCheckpoint(
            signing: Checkpoint(
                origin: "test/log",
                size: 900,
                root: trial.log.checkpoint.checkpoint.root
            ),
            with: try TrialLog.signer.get()
        )
        let file = URL(filePath: trial.folder + "/checkpoint")
        await #expect(throws: CompositionError.self) {
            try await trial.export { _, _ in try? Data(later.bytes).write(to: file) }
        }
        #expect(try size(in: trial.folder) == 900)
        try await trial.database.close()
    }

    @Test(
        arguments: ["keys/log.pem", "keys/log.vkey", "authority/root.key", "witness.pem"],
        ["home", "home/www", "home/www/deep", "", "link", "linked-tile"]
    )
    func `are refused where keys are in them, above or below`(
        key: String,
        target: String
    ) async throws {
        let trial = try await TrialLog(3)
        let files = FileManager.default
        let place = NSTemporaryDirectory() + "export-target-\(UUID().uuidString)"
        defer { try? files.removeItem(atPath: place) }
        let home = URL(filePath: "\(place)/home/\(key)")
        try files.createDirectory(
            at: home.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data("secret".utf8).write(to: home)
        try files.createSymbolicLink(atPath: place + "/link", withDestinationPath: "home")
        let linked = NSTemporaryDirectory() + "export-linked-\(UUID().uuidString)"
        defer { try? files.removeItem(atPath: linked) }
        try files.createDirectory(atPath: linked, withIntermediateDirectories: true)
        try files.createSymbolicLink(
            atPath: linked + "/tile",
            withDestinationPath: place + "/home"
        )
        let before = try files.subpathsOfDirectory(atPath: place).sorted()

        let out = target == "linked-tile" ? linked : target.isEmpty ? place : "\(place)/\(target)"
        let reason = try await refusal(trial, to: out)
        #expect(reason.contains("is no folder for a log that others read"), "\(reason)")
        #expect(try files.subpathsOfDirectory(atPath: place).sorted() == before)
        try await trial.database.close()
    }

    @Test func `may lie beside a register`() async throws {
        let trial = try await TrialLog(3)
        let place = NSTemporaryDirectory() + "export-beside-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: place) }
        try FileManager.default.createDirectory(
            atPath: place + "/register/keys",
            withIntermediateDirectories: true
        )
        try Data("secret".utf8).write(to: URL(filePath: place + "/register/keys/log.pem"))
        #expect(try await refusal(trial, to: place + "/www/log/").isEmpty)
        #expect(try size(in: place + "/www/log") == 3)
        try await trial.database.close()
    }
}
