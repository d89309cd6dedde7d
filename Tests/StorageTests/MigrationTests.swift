import DatabaseSupport
import Storage
import Testing

@Suite("Migrations") struct MigrationTests {
    private let second = Migration(
        number: 5,
        name: "add tags",
        sql: "CREATE TABLE tags (name TEXT NOT NULL) STRICT; INSERT INTO tags VALUES ('x');"
    )

    private func refusal(
        _ fresh: FreshDatabase,
        _ migrations: Migration...
    ) async throws -> DatabaseError {
        let error = await #expect(throws: DatabaseError.self) {
            try await fresh.open(migrations).close()
        }
        return try #require(error)
    }

    @Test(arguments: TestEngine.all)
    func `applies what is missing once, in order`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        try await fresh.open([accounts]).close()
        try await fresh.open([accounts, second]).close()
        let database = try await fresh.open([accounts, second])

        let rows = try await database.read { reader in
            (
                try reader.query("SELECT number FROM schema_migrations ORDER BY number"),
                try reader.query("SELECT name FROM tags")
            )
        }

        #expect(try rows.0.map { try $0.integer("number") } == [1, 5])
        #expect(rows.1.count == 1)
    }

    @Test(arguments: TestEngine.all)
    func `refuses a database that is newer than the program`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        try await fresh.open([accounts, second]).close()

        #expect(try await refusal(fresh, accounts).code == .newerThanProgram)
        #expect(try await refusal(fresh).code == .newerThanProgram)
    }

    @Test(arguments: TestEngine.all)
    func `refuses a shipped migration whose text or name changed`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        try await fresh.open([accounts]).close()

        let text = Migration(number: 1, name: accounts.name, sql: accounts.sql + " ")
        let name = Migration(number: 1, name: "other", sql: accounts.sql)

        #expect(try await refusal(fresh, text).code == .migrationChanged)
        #expect(try await refusal(fresh, name).code == .migrationChanged)
    }

    @Test(arguments: TestEngine.all)
    func `refuses a migration put before an applied one`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        try await fresh.open([accounts, second]).close()
        let between = Migration(number: 3, name: "late", sql: "SELECT 1")

        #expect(try await refusal(fresh, accounts, between, second).code == .invalidMigrations)
    }

    @Test(arguments: TestEngine.all)
    func `refuses a list that is out of order`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let zero = Migration(number: 0, name: "", sql: "")

        #expect(try await refusal(fresh, second, accounts).code == .invalidMigrations)
        #expect(try await refusal(fresh, accounts, accounts).code == .invalidMigrations)
        #expect(try await refusal(fresh, zero).code == .invalidMigrations)
    }

    @Test(
        arguments: TestEngine.all,
        [
            "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE accounts (a TEXT) STRICT;",
            "CREATE TABLE half (id INTEGER PRIMARY KEY);",
            "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; nonsense;",
            "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; COMMIT; BEGIN;",
        ]
    )
    func `leaves nothing behind when a migration fails`(
        engine: TestEngine,
        sql: String
    ) async throws {
        let fresh = try engine.fresh()
        let broken = Migration(number: 2, name: "broken", sql: sql)

        let error = try await refusal(fresh, accounts, broken)
        let database = try await fresh.open([accounts])
        let found = try await code {
            try await database.read { try $0.query("SELECT 1 AS x FROM half") }
        }

        #expect(error.code == .migrationFailed)
        #expect(error.reason.contains("migration 2 `broken`"))
        #expect(found == .invalidStatement)
    }

    @Test(arguments: TestEngine.all)
    func `tries without keeping anything, and tells what is missing`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        try await fresh.open([accounts]).close()
        let location = try DatabaseLocation(parsing: fresh.text)
        let all = [accounts, second]

        let tried = try await Database.migrate(location, migrations: all, isTrial: true)
        let before = try await Database.migrationStatus(of: location, migrations: all)
        let applied = try await Database.migrate(location, migrations: all, isTrial: false)
        let after = try await Database.migrationStatus(of: location, migrations: all)

        #expect(tried == [second])
        #expect(before.applied == [accounts])
        #expect(before.pending == [second])
        #expect(applied == [second])
        #expect(after.applied == all)
        #expect(after.pending.isEmpty)
    }

    @Test(arguments: TestEngine.all)
    func `refuses to work on an old schema where it may not change it`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        try await fresh.open([accounts]).close()

        let found = try await code {
            try await fresh.open([accounts, second]) { $0.appliesMigrations = false }
        }

        #expect(found == .needsMigration)
    }

    @Test(arguments: TestEngine.all.filter { $0 == .postgres })
    func `are applied once by several programs at the same time`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let all = [accounts, second]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 {
                group.addTask { try await fresh.open(all).close() }
            }
            try await group.waitForAll()
        }
        let database = try await fresh.open(all)

        #expect(try await database.read { try $0.query("SELECT name FROM tags") }.count == 1)
    }

    @Test(arguments: [
        ("CREATE TABLE a (b INTEGER) STRICT", "CREATE TABLE a (b BIGINT) "),
        ("create table a (b text) strict", "create table a (b TEXT COLLATE \"C\") "),
        ("SELECT 'INTEGER BLOB', \"TEXT\" -- BLOB", "SELECT 'INTEGER BLOB', \"TEXT\" -- BLOB"),
        ("SELECT 1 /* BLOB */ AS blobs", "SELECT 1 /* BLOB */ AS blobs"),
    ])
    func `are translated word by word`(sql: String, expected: String) throws {
        #expect(try Database.schema(sql, on: .postgres) == expected)
    }
}
