"""What is measured: our side, the raw engine's side, and the ratio to reach."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Callable

import pgbench

HERE = os.path.dirname(os.path.abspath(__file__))
STORED = 10_000


@dataclass
class Case:
    """One line of the table; both sides give operations a second."""

    name: str
    ours: Callable[[float], float]
    theirs: Callable[[float], float]
    # None where the figure is told without being aimed at.
    target: float | None


class Ours:
    """The benchmark's executable."""

    def __init__(self, binary, environment):
        self.binary, self.environment = binary, environment

    def run(self, database, work, rows=1, tasks=1, seconds=0.1):
        done = subprocess.run(
            [
                self.binary, "--database", database, "--work", work, "--rows", str(rows),
                "--tasks", str(tasks), "--milliseconds", str(round(seconds * 1000)),
            ],
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode != 0:
            raise SystemExit(f"error: storage-benchmark failed: {done.stderr.strip()}")
        result = json.loads(done.stdout)
        return result["operations"] * 1e9 / max(1, result["nanoseconds"])


def sqlite_cases(binary, parent):
    """Cases over a SQLite file, which is new in every run."""
    ours = Ours(binary, dict(os.environ))

    def prepared(folder, work):
        path = os.path.join(folder, "entries.sqlite")
        if work in ("read", "query"):
            ours.run(f"sqlite:{path}", "prepare", rows=STORED)
        return path

    def us(work, rows=1, tasks=1):
        def run(seconds):
            with tempfile.TemporaryDirectory(dir=parent) as folder:
                path = prepared(folder, work)
                return ours.run(f"sqlite:{path}", work, rows, tasks, seconds)

        return run

    def python(work, rows=1):
        def run(seconds):
            with tempfile.TemporaryDirectory(dir=parent) as folder:
                path = prepared(folder, work)
                script = os.path.join(HERE, "sqlite_peer.py")
                command = [sys.executable, script, path, work, str(rows), str(seconds)]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
                return float(done.stdout)

        return run

    return [
        Case("sqlite write, 1 row", us("write"), python("write"), 0.8),
        Case("sqlite execute, 1 row", us("execute"), python("write"), 0.8),
        Case("sqlite write, 1 row, 64 tasks", us("write", tasks=64), python("write"), 0.8),
        Case("sqlite batch of 100", us("batch", 100), python("write", 100), 0.8),
        Case("sqlite batch of 10,000", us("batch", 10_000), python("write", 10_000), 0.8),
        Case("sqlite query of 1 row", us("query"), python("read"), None),
    ]


def postgres_cases(binary, server, clients):
    """Cases over a PostgreSQL server, whose table is new in every run."""
    ours = Ours(binary, server.environment)
    ours.run(server.uri, "prepare")

    def renew(work):
        server.sql("TRUNCATE entries RESTART IDENTITY")
        if work in ("read", "query"):
            ours.run(server.uri, "prepare", rows=STORED)
            server.sql("VACUUM ANALYZE entries")
        server.sql("CHECKPOINT")

    def us(work, rows=1):
        def run(seconds):
            renew(work)
            return ours.run(server.uri, work, rows, clients, seconds)

        return run

    def raw(script, work="write", rows=1):
        def run(seconds):
            renew(work)
            return pgbench.run(server, script(rows), clients, seconds)

        return run

    def copies(rows):
        def run(seconds):
            renew("insert")
            return pgbench.copy(server, rows, clients, seconds)

        return run

    def libpq(rows):
        def run(seconds):
            renew("batch")
            peer = os.path.join(os.path.dirname(binary), "libpq-peer")
            return pgbench.libpq(server, peer, rows, clients, seconds)

        return run

    pipeline = raw(pgbench.pipeline, rows=100)
    return [
        Case("postgres execute, 1 row", us("execute"), raw(pgbench.statement), 0.5),
        Case("postgres write, 1 row", us("write"), raw(pgbench.transaction), 0.5),
        Case(
            "postgres query of 1 row / SELECT alone",
            us("query"), raw(pgbench.point, "read", STORED), 0.5,
        ),
        Case(
            "postgres read of 1 row / BEGIN, SELECT, COMMIT",
            us("read"), raw(pgbench.snapshot, "read", STORED), 0.5,
        ),
        Case("postgres batch of 100 / pgbench", us("batch", 100), pipeline, 0.8),
        Case("postgres batch of 100 / libpq", us("batch", 100), libpq(100), 0.8),
        Case("postgres batch of 10,000 / libpq", us("batch", 10_000), libpq(10_000), 0.8),
        Case("postgres insert of 100 / pgbench", us("insert", 100), pipeline, 0.8),
        Case("postgres insert of 10,000 / COPY", us("insert", 10_000), copies(10_000), 0.8),
    ]
