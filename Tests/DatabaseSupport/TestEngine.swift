import Foundation
public import Storage

#if canImport(Glibc)
import Glibc
#endif

/// The engine that a test runs on; every test of storage runs on each that is here.
public enum TestEngine: String, Sendable, CaseIterable, CustomStringConvertible {
    /// SQLite in a scratch folder.
    case sqlite
    /// A real PostgreSQL that the tests start themselves.
    case postgres

    /// The engine's name.
    public var description: String { rawValue }

    /// The engines that are installed here.
    ///
    /// Where PostgreSQL is missing it says so; with `CABILDO_REQUIRE_POSTGRES=1`, as in CI, the
    /// tests of PostgreSQL then run and fail.
    public static let all: [TestEngine] = ScratchPostgres.isExpected ? allCases : [.sqlite]

    /// Makes an empty database that nobody else uses.
    public func fresh() throws -> FreshDatabase {
        Tally.shared.count(self)
        switch self {
        case .sqlite:
            let folder = NSTemporaryDirectory() + "storage-\(UUID().uuidString)"
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            return FreshDatabase(text: "sqlite:\(folder)/a.sqlite", folder: folder)
        case .postgres:
            return FreshDatabase(
                text: try ScratchPostgres.shared.get().makeDatabase(),
                folder: nil
            )
        }
    }
}

/// An empty database; its files go with its last reference.
public final class FreshDatabase: Sendable {
    /// The location, as the command line takes it.
    public let text: String
    private let folder: String?

    init(text: String, folder: String?) {
        self.text = text
        self.folder = folder
    }

    deinit {
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Opens it, with migrations applied.
    public func open(
        _ migrations: [Migration],
        _ change: (inout DatabaseSettings) -> Void = { _ in }
    ) async throws -> Database {
        let location = try DatabaseLocation(parsing: text)
        var settings = DatabaseSettings()
        change(&settings)
        if settings.appliesMigrations != false, !settings.isReadOnly {
            // With settings of its own: those of the test may leave no time for it.
            _ = try await Database.migrate(location, migrations: migrations, isTrial: false)
        }
        return try await Database.open(
            location,
            migrations: migrations,
            settings: settings
        )
    }
}

/// How many databases tests opened on each engine, printed at the end of the run.
private final class Tally: @unchecked Sendable {
    static let shared = Tally()
    private let lock = NSLock()
    private var counts: [TestEngine: Int] = [:]

    private init() {
        atexit {
            let counts = Tally.shared.lock.withLock { Tally.shared.counts }
            let parts = TestEngine.allCases.map { "\(counts[$0] ?? 0) on \($0)" }
            print("test cases with a database of their own: \(parts.joined(separator: ", "))")
        }
    }

    func count(_ engine: TestEngine) { lock.withLock { counts[engine, default: 0] += 1 } }
}
