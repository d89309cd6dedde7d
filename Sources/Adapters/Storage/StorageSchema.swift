/// The tables that the adapter keeps for itself in every database.
///
/// They are made where missing at every opening; a later form of one needs another name.
enum StorageSchema {
    static let tables = [
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
            number INTEGER PRIMARY KEY, name TEXT NOT NULL, sql TEXT NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE IF NOT EXISTS storage_lock (
            name TEXT PRIMARY KEY, fence INTEGER NOT NULL
        ) STRICT
        """,
        """
        CREATE TABLE IF NOT EXISTS storage_once (
            key TEXT PRIMARY KEY, result BLOB NOT NULL, written INTEGER NOT NULL
        ) STRICT
        """,
    ]
}
