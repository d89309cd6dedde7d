import Storage
import Testing

@Suite("Statements") struct StatementTests {
    let database: Database

    init() throws { database = try .open(.memory, migrations: [accounts]) }

    @Test func `binds parameters by their number, in any order`() async throws {
        let rows = try await database.read {
            try $0.query("SELECT $2 || $1 || $2 AS joined", ["a", "b"])
        }

        #expect(try rows.first?.text("joined") == "bab")
    }

    @Test func `round-trips every type`() async throws {
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

    @Test func `refuses a value of another type`() async throws {
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
            ("SELECT FROM", []), ("SELECT 1; SELECT 2", []),
        ] as [(String, [SQLValue])]
    )
    func `refuses a malformed statement`(sql: String, values: [SQLValue]) async throws {
        let found = try await code { try await database.read { try $0.query(sql, values) } }

        #expect(found == .invalidStatement)
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
        let found = try await code { try await database.write { try $0.execute(sql, values) } }

        #expect(found == expected)
    }

    @Test func `never puts a stored value into an error`() async throws {
        let error = await #expect(throws: DatabaseError.self) {
            try await database.write { writer in
                try writer.execute(insert, ["secret name", 1])
                try writer.execute(insert, ["secret name", 1])
            }
        }

        #expect(try #require(error).description.contains("secret") == false)
    }

    @Test func `counts only rows the statement changed`() async throws {
        let counts = try await database.write { writer in
            [
                try writer.execute(insert, ["a", 1]),
                try writer.execute("UPDATE accounts SET balance = 2 WHERE id = 99"),
                try writer.execute("CREATE TABLE extra (id INTEGER PRIMARY KEY) STRICT"),
                try writer.execute("DELETE FROM accounts"),
            ]
        }

        #expect(counts == [1, 0, 0, 1])
    }

    @Test func `hands rows over one by one until told to stop`() async throws {
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

    @Test func `refuses floating point results`() async throws {
        let found = try await code { try await database.read { try $0.query("SELECT 1.5 AS x") } }

        #expect(found == .wrongType)
    }
}
