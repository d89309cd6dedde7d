public import Storage

/// The tables of a witness.
public enum WitnessSchema {
    /// The migrations that make them, in order.
    public static let migrations: [Migration] = [
        Migration(
            number: 1,
            name: "witness",
            sql: """
                CREATE TABLE witness_record (
                    origin_sha256 TEXT PRIMARY KEY,
                    origin TEXT NOT NULL,
                    size INTEGER NOT NULL CHECK (size >= 0),
                    root BLOB NOT NULL CHECK (length(root) = 32),
                    note BLOB NOT NULL
                ) STRICT;
                """
        ),
        Migration(
            number: 2,
            name: "witness_evidence",
            sql: """
                CREATE TABLE witness_evidence (
                    number INTEGER PRIMARY KEY,
                    origin_sha256 TEXT NOT NULL,
                    size INTEGER NOT NULL CHECK (size >= 0),
                    root BLOB NOT NULL CHECK (length(root) = 32),
                    is_contradiction INTEGER NOT NULL CHECK (is_contradiction IN (0, 1)),
                    seconds INTEGER NOT NULL,
                    recorded BLOB,
                    request BLOB NOT NULL CHECK (length(request) <= 65536),
                    UNIQUE (origin_sha256, size, root)
                ) STRICT;
                """
        ),
    ]
}
