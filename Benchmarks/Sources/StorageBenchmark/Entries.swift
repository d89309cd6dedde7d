import Storage

/// The table that is written and read: a number, a short text and a digest, as in a register.
enum Entries {
    static let migrations = [
        Migration(
            number: 1,
            name: "entries",
            sql: """
                CREATE TABLE entries (
                    id INTEGER PRIMARY KEY AUTOINCREMENT,
                    account INTEGER NOT NULL,
                    note TEXT NOT NULL,
                    seal BLOB NOT NULL
                ) STRICT;
                """
        )
    ]
    static let table = "entries"
    static let columns = ["account", "note", "seal"]
    static let insert = "INSERT INTO entries (account, note, seal) VALUES ($1, $2, $3)"
    static let select = "SELECT account, note, seal FROM entries WHERE id = $1"

    private static let note = SQLValue.text("agreement of the interior with health 2026")
    private static let seal = SQLValue.blob((0..<32).map { $0 })

    static func row(_ number: Int) -> [SQLValue] {
        [.integer(Int64(number % 100_000)), note, seal]
    }

    static func rows(_ count: Int) -> [[SQLValue]] { (0..<count).map(row) }
}
