import Composition
import DatabaseSupport
import Foundation
import LogClient
import LogService
import Storage
import TransparencyLog

/// A log on one of the engines, and a folder that it is exported to.
final class TrialLog: Sendable {
    static let signer = Result {
        try NoteSigner(name: "test/log", seed: [UInt8](repeating: 7, count: 32))
    }

    let fresh: FreshDatabase
    let database: Database
    let log: DurableLog
    /// A folder that goes with the log.
    let folder: String

    init(on engine: TestEngine = .sqlite, _ size: Int, batch: Int = 1000) async throws {
        fresh = try engine.fresh()
        database = try await fresh.open(LogSchema.migrations)
        log = try await DurableLog(database: database, signer: try Self.signer.get())
        try await log.confirm()
        folder = NSTemporaryDirectory() + "log-export-\(UUID().uuidString)"
        try await grow(to: size, batch: batch)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func entry(_ index: Int) -> [UInt8] { Array("{\"entry\":\(index)}".utf8) }

    func grow(to size: Int, batch: Int = 1000) async throws {
        var next = log.checkpoint.checkpoint.size
        while next < size {
            let end = min(size, next + batch)
            try await log.append((next..<end).map { Self.entry($0) }, at: next)
            next = end
        }
    }

    /// Exports what is stored, through a second, read-only opening of the database.
    @discardableResult
    func export(
        to other: String? = nil,
        progress: @escaping @Sendable (Int, Int) -> Void = { _, _ in }
    ) async throws -> LogExport.Outcome {
        let stored = try await RegisterLog(
            in: DatabaseLocation(parsing: fresh.text),
            verifier: try Self.signer.get().verifier
        )
        do {
            let outcome = try await LogExport(to: other ?? folder, progress: progress).run(
                LogReader(stored.source, verifier: stored.verifier)
            )
            await stored.close()
            return outcome
        } catch {
            await stored.close()
            throw error
        }
    }

    /// The files of the folder and their bytes.
    func files() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
            files[name] = FileManager.default.contents(atPath: "\(folder)/\(name)")
        }
        return files.filter { !$0.value.isEmpty }
    }
}
