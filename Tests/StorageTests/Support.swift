import DatabaseSupport
import Storage
import Testing

let accounts = Migration(
    number: 1,
    name: "create accounts",
    sql: """
        CREATE TABLE institutions (id INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE accounts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL UNIQUE,
            balance INTEGER NOT NULL CHECK (balance >= 0),
            seal BLOB,
            institution INTEGER REFERENCES institutions (id)
        ) STRICT;
        """
)

let insert = "INSERT INTO accounts (name, balance) VALUES ($1, $2)"

func count(_ database: Database) async throws -> Int64 {
    try await database.read { reader in
        let row = try #require(try reader.query("SELECT count(*) AS n FROM accounts").first)
        return try row.integer("n")
    }
}

/// Runs the body and returns the code of the database error it must throw.
func code(_ body: () async throws -> some Any) async throws -> DatabaseError.Code {
    let error = await #expect(throws: DatabaseError.self) { _ = try await body() }
    return try #require(error).code
}
