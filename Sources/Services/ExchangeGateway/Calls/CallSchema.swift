public import Storage

/// The table of the records of calls.
///
/// The line is the record; the other columns repeat what it says, so that it can be found.
public enum CallSchema {
    /// The migrations that make it, in order.
    public static let migrations: [Migration] = [
        Migration(
            number: 1,
            name: "records of calls",
            sql: """
                CREATE TABLE call_record (
                    chain TEXT NOT NULL,
                    position INTEGER NOT NULL CHECK (position >= 0),
                    line BLOB NOT NULL,
                    hash BLOB NOT NULL CHECK (length(hash) = 32),
                    recorded_at INTEGER NOT NULL,
                    message_id TEXT NOT NULL,
                    role TEXT NOT NULL,
                    client TEXT NOT NULL,
                    service TEXT NOT NULL,
                    PRIMARY KEY (chain, position)
                ) STRICT;
                CREATE INDEX call_record_by_time ON call_record (recorded_at);
                CREATE INDEX call_record_by_message ON call_record (message_id);
                CREATE INDEX call_record_by_client ON call_record (client, recorded_at);
                CREATE INDEX call_record_by_service ON call_record (service, recorded_at);
                """
        )
    ]
}
