"""The raw engine on SQLite: Python's sqlite3, with the settings and statements of ours.

usage: sqlite_peer.py FILE WORK ROWS SECONDS; prints operations a second.
"""

import os
import sqlite3
import sys
import time

NOTE = "agreement of the interior with health 2026"
SEAL = bytes(range(32))
TABLE = """CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL,
    note TEXT NOT NULL,
    seal BLOB NOT NULL
) STRICT"""
INSERT = "INSERT INTO entries (account, note, seal) VALUES (?, ?, ?)"
SELECT = "SELECT account, note, seal FROM entries WHERE id = ?"


def connect(path):
    # Without an isolation level the module opens no transactions of its own.
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("PRAGMA foreign_keys = ON")
    database.execute(TABLE)
    return database


def write(database, rows):
    batch = [(number % 100_000, NOTE, SEAL) for number in range(rows)]

    def single(count):
        database.execute("BEGIN IMMEDIATE")
        database.execute(INSERT, (count % 100_000, NOTE, SEAL))
        database.execute("COMMIT")

    def many(_count):
        database.execute("BEGIN IMMEDIATE")
        database.executemany(INSERT, batch)
        database.execute("COMMIT")

    return single if rows == 1 else many


def read(database):
    stored = database.execute("SELECT count(*) FROM entries").fetchone()[0]

    def point(count):
        found = database.execute(SELECT, (count * 7919 % stored + 1,)).fetchall()
        assert len(found) == 1

    return point


def measure(operation, seconds):
    start = time.monotonic()
    count = 0
    while time.monotonic() < start + seconds:
        operation(count)
        count += 1
    return count, time.monotonic() - start


def main():
    path, work, rows, seconds = sys.argv[1:]
    os.umask(0o077)
    database = connect(path)
    operation = read(database) if work == "read" else write(database, int(rows))
    measure(operation, 0.3)
    count, elapsed = measure(operation, float(seconds))
    database.close()
    print(count / elapsed)


main()
