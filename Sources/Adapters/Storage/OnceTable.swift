/// The table behind ``Database/write(once:_:)``: the results of work that was done, by key.
enum OnceTable {
    static func run(
        _ key: String,
        _ writer: Writer,
        _ body: (Writer) throws -> [UInt8]
    ) throws -> [UInt8] {
        // The insertion waits for another transaction with the same key to end, so that work whose
        // outcome is unknown is not begun a second time beside it.
        let isNew =
            try writer.execute(
                """
                INSERT INTO storage_once (key, result, written) VALUES ($1, $2, $3)
                ON CONFLICT (key) DO NOTHING
                """,
                [.text(key), .blob([]), .integer(WallClock.milliseconds())]
            ) == 1
        guard isNew else {
            let row = try writer.query(
                "SELECT result FROM storage_once WHERE key = $1",
                [.text(key)]
            ).first
            guard let row else {
                throw DatabaseError(.busy, "the result of the same work was just forgotten")
            }
            return try row.blob("result")
        }
        let result = try body(writer)
        try writer.execute(
            "UPDATE storage_once SET result = $2 WHERE key = $1",
            [.text(key), .blob(result)]
        )
        return result
    }

    static func forget(olderThan age: Duration, _ writer: Writer) throws -> Int {
        let milliseconds = max(60_000, age.components.seconds * 1000)
        return try writer.execute(
            "DELETE FROM storage_once WHERE written < $1",
            [.integer(WallClock.milliseconds() - milliseconds)]
        )
    }
}
