import DatabaseSupport
import Foundation
import Testing

@testable import Storage

@Suite("Copies of a database") struct CopyTests {
    /// A name in a scratch folder that is not taken.
    private static func path(_ name: String) throws -> String {
        let folder = NSTemporaryDirectory() + "copies-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true
        )
        return "\(folder)/\(name)"
    }

    /// Opens a copy as one who restores it, in an empty database where the engine needs one.
    private func restored(
        _ path: String,
        on engine: TestEngine
    ) async throws -> (Database, FreshDatabase?) {
        guard engine == .postgres else {
            return (
                try await Database.open(.sqlite(path: path), migrations: [accounts]), nil
            )
        }
        let fresh = try engine.fresh()
        guard case .postgres(let server) = try DatabaseLocation(parsing: fresh.text) else {
            throw DatabaseError(.failed, "not a server")
        }
        try await Database.restore(server, from: path)
        return (try await fresh.open([accounts]), fresh)
    }

    @Test(arguments: TestEngine.all)
    func `are of the moment that was read, while others write`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let seal = [UInt8](repeating: 7, count: 20_000)
        for number in 0..<200 {
            try await database.execute(
                "INSERT INTO accounts (name, balance, seal) VALUES ($1, 1, $2)",
                [.text("before \(number)"), .blob(seal)]
            )
        }
        let path = try Self.path("copy")

        let writing = Task {
            var written = 0
            while !Task.isCancelled {
                let name = SQLValue.text("during \(written)")
                // Each transaction moves an amount: whoever sees half of one sees another sum.
                try await database.write { writer in
                    try writer.execute(insert, [name, 5])
                    try writer.execute("UPDATE accounts SET balance = balance + 1 WHERE id = 1")
                }
                written += 1
            }
        }
        let sums = "SELECT count(*) AS n, sum(balance) AS s FROM accounts"
        let reader = try await Database.open(
            DatabaseLocation(parsing: fresh.text),
            migrations: [accounts],
            settings: .reading
        )
        let seen = try await reader.copy(to: path, reading: { try $0.query(sums).first })
        try await reader.close()
        writing.cancel()
        try? await writing.value
        try await database.close()

        let (copy, kept) = try await restored(path, on: engine)
        let found = try await copy.read { try $0.query(sums).first }
        #expect(found == seen)
        #expect(try seen?.integer("n") ?? 0 >= 200)
        try await copy.close()
        withExtendedLifetime(kept) {}
    }

    @Test(arguments: TestEngine.all)
    func `stop when they are told to`(engine: TestEngine) async throws {
        struct Enough: Error {}
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let path = try Self.path("copy")

        await #expect(throws: Enough.self) {
            try await database.copy(
                to: path,
                reading: { _ in },
                progress: { _, _ in throw Enough() }
            )
        }
        // The database goes on.
        #expect(try await count(database) == 0)
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `take no file's place, and are readable by their owner alone`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let path = try Self.path("copy")
        try await database.copy(to: path, reading: { _ in })

        #expect(
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
                == 0o600
        )
        let before = try Data(contentsOf: URL(filePath: path))
        #expect(
            try await code { try await database.copy(to: path, reading: { _ in }) } == .cannotOpen
        )
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
        #expect(
            try FileManager.default.contentsOfDirectory(
                atPath: URL(filePath: path).deletingLastPathComponent().path
            ).count == 1
        )
        try await database.close()
    }

    @Test(arguments: TestEngine.all)
    func `leave a database that shows what stands in it`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let location = try DatabaseLocation(parsing: fresh.text)
        if engine == .postgres { #expect(try await Database.contents(of: location).isEmpty) }
        try await fresh.open([accounts]).close()

        let names = try await Database.contents(of: location)

        #expect(names.contains { $0.hasSuffix("accounts") })
        #expect(names.contains { $0.hasSuffix("schema_migrations") })
        try await Database.removeTables(of: location)
        #expect(try await Database.contents(of: location).isEmpty == (engine == .postgres))
    }

    @Test(.enabled(if: TestEngine.all.contains(.postgres)))
    func `fill a database of PostgreSQL wholly or not at all`() async throws {
        let fresh = try TestEngine.postgres.fresh()
        let database = try await fresh.open([accounts])
        let path = try Self.path("dump")
        try await database.copy(to: path, reading: { _ in })
        try await database.close()
        let whole = try Data(contentsOf: URL(filePath: path))
        #expect(try await Database.list(dump: path).contains { $0.contains(" accounts ") })
        let target = try TestEngine.postgres.fresh()
        let location = try DatabaseLocation(parsing: target.text)
        guard case .postgres(let server) = location else { return }

        for count in [0, 4, whole.count / 3, whole.count / 2, whole.count - 30] {
            try whole.prefix(count).write(to: URL(filePath: path))
            await #expect(throws: DatabaseError.self, "\(count)") {
                try await Database.restore(server, from: path)
            }
            #expect(try await Database.contents(of: location).isEmpty, "\(count)")
        }
        try whole.write(to: URL(filePath: path))
        try await Database.restore(server, from: path)
        #expect(try await !Database.contents(of: location).isEmpty)
        // What is there already is not mixed with.
        #expect(try await code { try await Database.restore(server, from: path) } == .failed)
    }

    @Test(.enabled(if: TestEngine.all.contains(.postgres)))
    func `see sessions of other processes, and the server's clock`() async throws {
        let fresh = try TestEngine.postgres.fresh()
        let location = try DatabaseLocation(parsing: fresh.text)
        #expect(try await Database.otherSessions(in: location) == 0)

        let database = try await fresh.open([accounts])
        _ = try await count(database)
        #expect(try await Database.otherSessions(in: location) > 0)
        try await database.close()

        let clock = try #require(try await Database.serverClock(of: location))
        #expect(clock > 1_700_000_000_000)
        #expect(try await Database.serverClock(of: .memory) == nil)
    }

    @Test func `hold a file against servers`() async throws {
        let path = try Self.path("a.sqlite")
        let location = DatabaseLocation.sqlite(path: path)
        do {
            let hold = try DatabaseFileHold(path)
            #expect(try await code { try DatabaseFileHold(path) } == .inUse)
            #expect(
                try await code { try await Database.open(location, migrations: [accounts]) }
                    == .inUse
            )
            withExtendedLifetime(hold) {}
        }
        let database = try await Database.open(location, migrations: [accounts])
        #expect(try await code { try DatabaseFileHold(path) } == .inUse)
        try await database.close()
        _ = try DatabaseFileHold(path)
    }

    @Test(arguments: [
        "postgres://amaya:s3cret@db.example/x?sslpassword=h1dden&sslkey=k",
        "postgres://a.example,b.example:5433/x", "postgres://amaya@[::1]:5433/x%20y",
        "postgres:///x?host=/run/postgresql&options=-csearch_path%3Dcabildo",
    ])
    func `are made by programs that connect as this one does`(text: String) throws {
        guard case .postgres(let server) = try DatabaseLocation(parsing: text) else { return }
        let again = try PostgresServer(parsing: server.uriForPrograms)

        var expected = server.parameters
        expected["password"] = nil
        expected["sslpassword"] = nil
        expected["application_name"] = "cabildo_copy"
        #expect(again.parameters == expected)
        #expect(!server.uriForPrograms.contains("s3cret"))
        #expect(!server.uriForPrograms.contains("h1dden"))
    }
}

extension DatabaseSettings {
    fileprivate static var reading: DatabaseSettings {
        var settings = DatabaseSettings()
        settings.isReadOnly = true
        return settings
    }
}
