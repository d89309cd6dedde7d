import Storage
import Testing

@Suite("Transactions") struct TransactionTests {
    struct Refused: Error {}

    let folder: TemporaryFolder
    let database: Database

    init() throws {
        folder = try TemporaryFolder()
        database = try .open(.sqlite(path: folder.file("a.sqlite")), migrations: [accounts])
    }

    @Test func `keeps every write of a body that returns`() async throws {
        let changed = try await database.write { writer in
            try writer.execute(insert, ["a", 1])
                + writer.execute(
                    "INSERT INTO accounts (name, balance) VALUES ($1, 2), ($2, 2)",
                    ["b", "c"]
                )
        }

        #expect(changed == 3)
        #expect(try await count(database) == 3)
    }

    @Test func `keeps no write of a body that throws`() async throws {
        await #expect(throws: Refused.self) {
            try await database.write { writer in
                try writer.execute(insert, ["a", 1])
                throw Refused()
            }
        }

        #expect(try await count(database) == 0)
    }

    @Test func `keeps no write of a body whose last statement fails`() async throws {
        let found = try await code {
            try await database.write { writer in
                try writer.execute(insert, ["a", 1])
                try writer.execute(insert, ["a", 1])
            }
        }

        #expect(found == .uniqueViolation)
        #expect(try await count(database) == 0)
    }

    @Test func `keeps no write of a cancelled task`() async throws {
        let (started, start) = AsyncStream<Void>.makeStream()
        let task = Task { [database] in
            for await _ in started {}
            try await database.write { try $0.execute(insert, ["a", 1]) }
        }

        task.cancel()
        start.finish()

        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await count(database) == 0)
    }

    @Test func `serialises writers that read before they write`() async throws {
        try await database.write { try $0.execute(insert, ["a", 0]) }

        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask { [database] in
                    try await database.write { writer in
                        let row = try #require(
                            try writer.query("SELECT balance FROM accounts").first
                        )
                        let next = try row.integer("balance") + 1
                        try writer.execute("UPDATE accounts SET balance = $1", [.integer(next)])
                    }
                }
            }
            try await group.waitForAll()
        }

        let total = try await database.read { try $0.query("SELECT balance FROM accounts") }
        #expect(try total.first?.integer("balance") == 50)
    }

    @Test(arguments: [
        "COMMIT", "  commit", "-- note\nROLLBACK", "/* a */ BEGIN", ";END",
        "PRAGMA synchronous = OFF",
        "ATTACH 'x' AS y", "SAVEPOINT s", "RELEASE s", "VACUUM",
    ])
    func `refuses a statement that would end the transaction`(sql: String) async throws {
        let found = try await code {
            try await database.write { writer in
                try writer.execute(insert, ["a", 1])
                try writer.execute(sql)
            }
        }

        #expect(found == .forbiddenStatement)
        #expect(try await count(database) == 0)
    }

    @Test func `refuses to write in a read`() async throws {
        let found = try await code {
            try await database.read { try $0.query(insert + " RETURNING id", ["a", 1]) }
        }

        #expect(found == .forbiddenStatement)
        #expect(try await count(database) == 0)
    }

    @Test func `is still there after the file was closed and opened again`() async throws {
        try await database.write { try $0.execute(insert, ["a", 7]) }
        try database.close()

        let again = try Database.open(
            .sqlite(path: folder.file("a.sqlite")),
            migrations: [accounts]
        )

        #expect(try await count(again) == 1)
    }

    @Test func `blocking forms read and write the same state`() async throws {
        let changed = try database.writeBlocking { try $0.execute(insert, ["a", 7]) }
        let rows = try database.readBlocking { try $0.query("SELECT name FROM accounts") }

        #expect(changed == 1)
        #expect(try rows.first?.text("name") == "a")
    }
}
