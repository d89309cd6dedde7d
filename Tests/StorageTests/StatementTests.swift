import DatabaseSupport
import Storage
import Testing

@Suite("Statements") struct StatementTests {
    @Test(arguments: TestEngine.all)
    func `binds parameters by their number, in any order`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let rows = try await database.read {
            try $0.query("SELECT $2 || $1 || $2 AS joined", ["a", "b"])
        }

        #expect(try rows.first?.text("joined") == "bab")
    }

    @Test(arguments: TestEngine.all)
    func `round-trips every type`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let rows = try await database.write { writer in
            try writer.query(
                """
                INSERT INTO accounts (name, balance, seal) VALUES ($1, $2, $3)
                RETURNING name, balance, seal, institution, balance > 0 AS rich
                """,
                ["caf\u{E9}", .integer(.max), .blob([0, 255])]
            )
        }
        let row = try #require(rows.first)

        #expect(row.columns == ["name", "balance", "seal", "institution", "rich"])
        #expect(try row.text("name") == "caf\u{E9}")
        #expect(try row.integer("balance") == .max)
        #expect(try row.blob("seal") == [0, 255])
        #expect(try row.optionalInteger("institution") == nil)
        #expect(try row.optionalText("name") == "caf\u{E9}")
        #expect(try row.optionalBlob("seal") == [0, 255])
        #expect(try row.flag("rich"))
        #expect(try row["institution"] == .null)
    }

    @Test(arguments: TestEngine.all)
    func `refuses a value of another type`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let row = try #require(
            try await database.read { try $0.query("SELECT 'x' AS t, 2 AS i, NULL AS n") }.first
        )

        #expect(throws: DatabaseError(.wrongType, "column `t` holds text, not integer")) {
            try row.integer("t")
        }
        #expect(throws: DatabaseError(.wrongType, "column `n` holds null, not text")) {
            try row.text("n")
        }
        #expect(throws: DatabaseError(.wrongType, "column `i` holds integer, not blob")) {
            try row.blob("i")
        }
        #expect(throws: DatabaseError(.wrongType, "column `i` holds integer, not flag")) {
            try row.flag("i")
        }
        #expect(throws: DatabaseError(.missingColumn, "the result has no column `z`")) {
            try row.optionalText("z")
        }
    }

    @Test(
        arguments: [
            ("SELECT $1 AS a", []), ("SELECT $1 AS a", [1, 2]), ("SELECT $2 AS a", [1]),
            ("SELECT ? AS a", [1]), ("SELECT ?1 AS a", [1]), ("SELECT :a AS a", [1]),
            ("SELECT $01 AS a", [1]), ("SELECT $a AS a", [1]), ("SELECT 1 AS a, 2 AS a", []),
            ("SELECT * FROM", []), ("SELECT 1; SELECT 2", []),
        ] as [(String, [SQLValue])]
    )
    func `refuses a malformed statement`(sql: String, values: [SQLValue]) async throws {
        for engine in TestEngine.all {
            let fresh = try engine.fresh()
            let database = try await fresh.open([accounts])
            let found = try await code { try await database.read { try $0.query(sql, values) } }

            #expect(found == .invalidStatement, "\(engine)")
        }
    }

    @Test(
        arguments: [
            ("INSERT INTO accounts (name, balance) VALUES ($1, -1)", ["a"], .checkViolation),
            ("INSERT INTO accounts (name, balance) VALUES ($1, 1)", [nil], .notNullViolation),
            ("INSERT INTO accounts (name, balance) VALUES ('a', $1)", ["x"], .constraintViolation),
            (
                "INSERT INTO accounts (name, balance, institution) VALUES ('a', 1, $1)", [9],
                .foreignKeyViolation
            ),
        ] as [(String, [SQLValue], DatabaseError.Code)]
    )
    func `names the constraint that refused`(
        sql: String,
        values: [SQLValue],
        expected: DatabaseError.Code
    ) async throws {
        for engine in TestEngine.all {
            let fresh = try engine.fresh()
            let database = try await fresh.open([accounts])
            let found = try await code { try await database.write { try $0.execute(sql, values) } }

            #expect(found == expected, "\(engine)")
        }
    }

    @Test(arguments: TestEngine.all)
    func `never puts a stored value into an error`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let error = await #expect(throws: DatabaseError.self) {
            try await database.write { writer in
                try writer.execute(insert, ["secret name", 1])
                try writer.execute(insert, ["secret name", 1])
            }
        }

        #expect(try #require(error).description.contains("secret") == false)
    }

    @Test(arguments: TestEngine.all)
    func `counts only rows the statement changed`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let counts = try await database.write { writer in
            [
                try writer.execute(insert, ["a", 1]),
                try writer.execute("UPDATE accounts SET balance = 2 WHERE id = 99"),
                try writer.execute("DELETE FROM accounts"),
            ]
        }

        #expect(counts == [1, 0, 1])
    }

    @Test(arguments: TestEngine.all)
    func `hands rows over one by one until told to stop`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        try await database.write { writer in
            for number in 0..<10 { try writer.execute(insert, [.text("n\(number)"), 1]) }
        }

        let names = try await database.read { reader in
            var names: [String] = []
            try reader.forEachRow("SELECT name FROM accounts ORDER BY id") { row in
                names.append(try row.text("name"))
                return names.count < 3
            }
            return names
        }

        #expect(names == ["n0", "n1", "n2"])
    }

    @Test(arguments: TestEngine.all)
    func `refuses floating point results`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let found = try await code { try await database.read { try $0.query("SELECT 1.5 AS x") } }

        #expect(found == .wrongType)
    }

    @Test(arguments: TestEngine.all)
    func `gives sums as integers, and refuses those that do not fit`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        try await database.write { writer in
            try writer.execute(insert, ["a", .integer(.max - 1)])
            try writer.execute(insert, ["b", 1])
        }
        let sql = "SELECT sum(balance) AS up, -sum(balance) - 1 AS down FROM accounts"
        let row = try #require(try await database.read { try $0.query(sql) }.first)

        #expect(try row.integer("up") == .max)
        #expect(try row.integer("down") == .min)
        try await database.write { try $0.execute(insert, ["c", 1]) }
        await #expect(throws: DatabaseError.self) { try await database.read { try $0.query(sql) } }
    }

    @Test(arguments: TestEngine.all)
    func `orders and compares text by its bytes`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let names = ["a", "B", "\u{E9}", "e\u{301}", "~", "Z", ""]
        try await database.write { writer in
            try writer.execute(insert, forEach: names.map { [.text($0), 1] })
        }
        let rows = try await database.read {
            try $0.query("SELECT name FROM accounts ORDER BY name")
        }
        let found = try rows.map { Array(try $0.text("name").utf8) }

        #expect(found == names.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test(arguments: TestEngine.all, [1, 15, 16, 1000, 3000])
    func `adds many rows, all or none`(engine: TestEngine, number: Int) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let rows: [[SQLValue]] = (0..<number).map {
            [
                .text("n\($0)"), .integer(Int64($0)),
                $0 % 2 == 0 ? .blob([0, UInt8($0 % 256)]) : nil,
            ]
        }
        let columns = ["name", "balance", "seal"]
        try await database.write { try $0.insert(rows, into: "accounts", columns: columns) }

        let read = try await database.read {
            try $0.query("SELECT name, balance, seal FROM accounts ORDER BY balance")
        }
        #expect(read.map(\.values) == rows)
        let again = try await code {
            try await database.write { try $0.insert(rows, into: "accounts", columns: columns) }
        }
        #expect(again == .uniqueViolation)
        #expect(try await count(database) == number)
    }

    @Test(arguments: TestEngine.all)
    func `runs a statement for each list of values`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let list: [[SQLValue]] = (0..<1201).map { [.text("n\($0)"), .integer(Int64($0))] }

        #expect(try await database.write { try $0.execute(insert, forEach: list) } == 1201)
        #expect(try await count(database) == 1201)
    }

    @Test(
        arguments: TestEngine.all,
        ["accounts; DROP TABLE accounts", "Accounts", "", "1a", "a.b"]
    )
    func `refuses a name that needs quotes`(engine: TestEngine, name: String) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let found = try await code {
            try await database.write { try $0.insert([["a"]], into: name, columns: ["name"]) }
        }
        let column = try await code {
            try await database.write { try $0.insert([["a"]], into: "accounts", columns: [name]) }
        }

        #expect(found == .invalidStatement)
        #expect(column == .invalidStatement)
    }

    @Test(arguments: TestEngine.all)
    func `refuses text with a NUL, which one engine could not hold`(
        engine: TestEngine
    ) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])

        #expect(
            try await code { try await database.execute(insert, ["a\0b", 1]) } == .invalidValue
        )
    }

    @Test(arguments: TestEngine.all)
    func `lets the body of a row run other statements`(engine: TestEngine) async throws {
        let fresh = try engine.fresh()
        let database = try await fresh.open([accounts])
        let list: [[SQLValue]] = (0..<300).map { [.text("n\($0)"), .integer(Int64($0))] }
        try await database.write { try $0.execute(insert, forEach: list) }

        let sum = try await database.read { reader in
            var sum: Int64 = 0
            try reader.forEachRow("SELECT name FROM accounts ORDER BY id") { row in
                let found = try reader.query(
                    "SELECT balance FROM accounts WHERE name = $1",
                    [.text(try row.text("name"))]
                )
                sum += try found.first?.integer("balance") ?? 0
                return true
            }
            return sum
        }

        #expect(sum == 300 * 299 / 2)
    }
}
