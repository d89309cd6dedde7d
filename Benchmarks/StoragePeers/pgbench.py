"""The raw engine on PostgreSQL: pgbench for statements, libpq for batches, psql for COPY."""

import os
import re
import subprocess
import tempfile

from server import program

NOTE = "agreement of the interior with health 2026"
SEAL = "\\x" + bytes(range(32)).hex()
INSERT = "INSERT INTO entries (account, note, seal) VALUES (:account, :note, :seal);"
SELECT = "SELECT account, note, seal FROM entries WHERE id = :id;"


def statement(_rows):
    """One INSERT that is a transaction by itself."""
    return ["\\set account random(0, 99999)", INSERT]


def transaction(_rows):
    """One INSERT between BEGIN and COMMIT."""
    return ["\\set account random(0, 99999)", "BEGIN;", INSERT, "COMMIT;"]


def point(rows):
    """One SELECT by key that is a transaction by itself."""
    return [f"\\set id random(1, {rows})", SELECT]


def snapshot(rows):
    """The same between the BEGIN and COMMIT of a transaction that reads."""
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"
    return [f"\\set id random(1, {rows})", begin, SELECT, "COMMIT;"]


def pipeline(rows):
    """As many INSERTs in one transaction, sent without waiting in between."""
    inserts = ["\\set account random(0, 99999)\n" + INSERT] * rows
    return ["\\startpipeline", "BEGIN;", *inserts, "COMMIT;", "\\endpipeline"]


def run(server, lines, clients, seconds):
    """Transactions a second of pgbench over prepared statements."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("\n".join(lines) + "\n")
        script.flush()
        done = subprocess.run(
            [
                program("pgbench"), "-n", "-M", "prepared", "-c", str(clients), "-j", "2",
                "-T", str(max(1, round(seconds))), "--max-tries", "100", "-D", f"note={NOTE}",
                "-D", f"seal={SEAL}", "-f", script.name,
            ],
            env=server.environment,
            capture_output=True,
            text=True,
        )
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
    failed = re.search(r"^number of failed transactions: (\d+)", done.stdout, re.M)
    if done.returncode != 0 or not found or (failed and failed[1] != "0"):
        raise SystemExit(f"error: pgbench failed: {done.stderr[-2000:] or done.stdout[-2000:]}")
    return float(found[1])


def libpq(server, binary, rows, clients, seconds):
    """Transactions a second of a C program over libpq's pipeline mode."""
    command = [binary, str(rows), str(clients), str(round(seconds * 1000))]
    done = subprocess.run(
        command, env=server.environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return float(done.stdout)


def copy(server, rows, clients, seconds):
    """COPYs a second of psql, from a file in the binary format, each its own transaction."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "rows")
        row = f"g::bigint % 100000, '{NOTE}'::text, '{SEAL}'::bytea"
        source = f"SELECT {row} FROM generate_series(0, {rows - 1}) g"
        server.sql(f"\\copy ({source}) TO '{file}' WITH (FORMAT binary)")
        into = f"\\copy entries (account, note, seal) FROM '{file}' WITH (FORMAT binary)"
        once = _copies(server, [into], clients)
        count = max(1, round(seconds * once / clients))
        return _copies(server, [into] * count, clients)


def _copies(server, commands, clients):
    now = "SELECT extract(epoch FROM clock_timestamp());"
    text = "\n".join([now, *commands, now]) + "\n"
    processes = [
        subprocess.Popen(
            [program("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-f", "-"],
            env=server.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(clients)
    ]
    for process in processes:
        process.stdin.write(text)
        process.stdin.close()
    starts, ends = [], []
    for process in processes:
        times = [float(line) for line in process.stdout.read().split()]
        if process.wait() != 0:
            raise SystemExit("error: psql failed")
        starts.append(times[0])
        ends.append(times[-1])
    return clients * len(commands) / (max(ends) - min(starts))
