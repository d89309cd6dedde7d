public import Storage

/// The tables of the log.
public enum LogSchema {
    /// The migrations that make them, in order.
    public static let migrations: [Migration] = [
        Migration(
            number: 1,
            name: "log",
            sql: """
                CREATE TABLE log_entry (
                    position INTEGER PRIMARY KEY CHECK (position >= 0),
                    leaf BLOB NOT NULL,
                    leaf_hash BLOB NOT NULL CHECK (length(leaf_hash) = 32),
                    body BLOB,
                    body_sha256 TEXT UNIQUE,
                    CHECK ((body IS NULL) = (body_sha256 IS NULL))
                ) STRICT;
                CREATE TABLE log_node (
                    level INTEGER NOT NULL CHECK (level > 0 AND level % 8 = 0),
                    number INTEGER NOT NULL CHECK (number >= 0),
                    hash BLOB NOT NULL CHECK (length(hash) = 32),
                    PRIMARY KEY (level, number)
                ) STRICT;
                CREATE TABLE log_checkpoint (
                    id INTEGER PRIMARY KEY CHECK (id = 1),
                    size INTEGER NOT NULL,
                    note BLOB NOT NULL
                ) STRICT;
                """
        )
    ]
}
