import Storage
import Testing

@Suite("Migrations") struct MigrationTests {
    let path: String
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("a.sqlite")
    }

    private let second = Migration(
        number: 5,
        name: "add tags",
        sql: "CREATE TABLE tags (name TEXT NOT NULL) STRICT; INSERT INTO tags VALUES ('x');"
    )

    private func open(_ migrations: Migration...) throws(DatabaseError) {
        try Database.open(.sqlite(path: path), migrations: migrations).close()
    }

    private func refusal(_ migrations: Migration...) throws -> DatabaseError {
        let error = #expect(throws: DatabaseError.self) {
            try Database.open(.sqlite(path: path), migrations: migrations).close()
        }
        return try #require(error)
    }

    @Test func `applies what is missing once, in order`() async throws {
        try open(accounts)
        try open(accounts, second)
        let database = try Database.open(.sqlite(path: path), migrations: [accounts, second])

        let rows = try await database.read { reader in
            (
                try reader.query("SELECT number FROM schema_migrations ORDER BY number"),
                try reader.query("SELECT name FROM tags")
            )
        }

        #expect(try rows.0.map { try $0.integer("number") } == [1, 5])
        #expect(rows.1.count == 1)
    }

    @Test func `refuses a database that is newer than the program`() throws {
        try open(accounts, second)

        #expect(try refusal(accounts).code == .newerThanProgram)
        #expect(try refusal().code == .newerThanProgram)
    }

    @Test func `refuses a shipped migration whose text or name changed`() throws {
        try open(accounts)

        let text = Migration(number: 1, name: accounts.name, sql: accounts.sql + " ")
        let name = Migration(number: 1, name: "other", sql: accounts.sql)

        #expect(try refusal(text).code == .migrationChanged)
        #expect(try refusal(name).code == .migrationChanged)
    }

    @Test func `refuses a migration put before an applied one`() throws {
        try open(accounts, second)
        let between = Migration(number: 3, name: "late", sql: "SELECT 1")

        #expect(try refusal(accounts, between, second).code == .invalidMigrations)
    }

    @Test func `refuses a list that is out of order`() throws {
        #expect(try refusal(second, accounts).code == .invalidMigrations)
        #expect(try refusal(accounts, accounts).code == .invalidMigrations)
        #expect(try refusal(Migration(number: 0, name: "", sql: "")).code == .invalidMigrations)
    }

    @Test(arguments: [
        "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE accounts (a TEXT) STRICT;",
        "CREATE TABLE half (id INTEGER PRIMARY KEY);",
        "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; nonsense;",
    ])
    func `leaves nothing behind when a migration fails`(sql: String) async throws {
        let broken = Migration(number: 2, name: "broken", sql: sql)

        let error = try refusal(accounts, broken)
        let database = try Database.open(.sqlite(path: path), migrations: [accounts])
        let tables = try await database.read {
            try $0.query("SELECT name FROM pragma_table_list WHERE name = 'half'")
        }

        #expect(error.code == .migrationFailed)
        #expect(error.reason.contains("migration 2 `broken`"))
        #expect(tables.isEmpty)
    }
}
