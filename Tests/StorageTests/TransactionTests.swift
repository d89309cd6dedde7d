import DatabaseSupport
import Storage
import Testing

@Suite("Transactions") struct TransactionTests {
    struct Refused: Error {}

    @Test(arguments: TestEngine.all)
    func `keeps every write of a body that returns`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
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

    @Test(arguments: TestEngine.all)
    func `keeps no write of a body that throws`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        await #expect(throws: Refused.self) {
            try await database.write { writer in
                try writer.execute(insert, ["a", 1])
                throw Refused()
            }
        }

        #expect(try await count(database) == 0)
    }

    @Test(arguments: TestEngine.all)
    func `keeps no write of a body whose last statement fails`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let found = try await code {
            try await database.write { writer in
                try writer.execute(insert, ["a", 1])
                try writer.execute(insert, ["a", 1])
            }
        }

        #expect(found == .uniqueViolation)
        #expect(try await count(database) == 0)
    }

    @Test(arguments: TestEngine.all)
    func `keeps no write of a cancelled task`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
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

    @Test(arguments: TestEngine.all)
    func `serialises writers that read before they write`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts]) { $0.retryPeriod = .seconds(60) }
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
        for engine in TestEngine.all {
            try await refuse(sql, on: engine)
        }
    }

    private func refuse(_ sql: String, on engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let found = try await code {
            try await database.write { writer in
                try writer.execute(insert, ["a", 1])
                try writer.execute(sql)
            }
        }

        #expect(found == .forbiddenStatement)
        #expect(try await count(database) == 0)
    }

    @Test(arguments: TestEngine.all)
    func `refuses to write in a read`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let found = try await code {
            try await database.read { try $0.query(insert + " RETURNING id", ["a", 1]) }
        }

        #expect(found == .forbiddenStatement)
        #expect(try await count(database) == 0)
    }

    @Test(arguments: TestEngine.all)
    func `is still there after the database was closed and opened again`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        try await database.write { try $0.execute(insert, ["a", 7]) }
        try await database.close()

        #expect(try await count(try await fresh.open([accounts])) == 1)
    }

    @Test(arguments: TestEngine.all)
    func `keeps nothing after a failed statement, even when the body goes on`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])

        let found = try await code {
            try await database.write { writer in
                try writer.execute(insert, ["a", 1])
                _ = try? writer.execute(insert, ["a", 1])
                _ = try? writer.execute(insert, ["b", 1])
            }
        }

        #expect(found == .uniqueViolation)
        #expect(try await count(database) == 0)
    }

    @Test(arguments: TestEngine.all)
    func `runs one statement as a transaction by itself`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])

        #expect(try await database.execute(insert, ["a", 1]) == 1)
        #expect(
            try await code { try await database.execute(insert, ["a", 1]) } == .uniqueViolation
        )
        #expect(try await count(database) == 1)
    }

    @Test(arguments: TestEngine.all)
    func `stops a statement whose task is cancelled`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let task = Task { try await database.read { try $0.query(endless) } }
        while database.metrics.pending == 0 { await Task.yield() }
        task.cancel()

        await #expect(throws: CancellationError.self) { _ = try await task.value }
        #expect(try await count(database) == 0)
    }

    @Test(arguments: TestEngine.all)
    func `ends a transaction that takes too long`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts]) {
            $0.transactionTimeout = .milliseconds(200)
        }

        let found = try await code {
            try await database.write { writer in
                try writer.execute(insert, ["a", 1])
                _ = try writer.query(endless)
            }
        }

        #expect(found == .timeout)
        try await database.close()
        #expect(try await count(try await fresh.open([accounts])) == 0)
    }

    @Test(arguments: TestEngine.all)
    func `refuses more than may wait`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts]) { $0.maximumWaiting = 1 }
        let task = Task { try await database.read { try $0.query(endless) } }
        while database.metrics.pending == 0 { await Task.yield() }

        #expect(try await code { try await count(database) } == .busy)
        task.cancel()
        _ = try? await task.value
    }
}

/// A query that does not end in the time of any test.
private let endless = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000)
    SELECT count(*) AS c FROM n
    """
