"""A PostgreSQL server that exists while the benchmark runs."""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def program(name):
    """The path of one of PostgreSQL's programs; Debian keeps the server's out of PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = str(installed[0]) if installed else shutil.which(name)
    if found is None:
        raise SystemExit(f"error: `{name}` is missing: install postgresql and postgresql-contrib")
    return found


class ScratchServer:
    """A server with its own folder and port, with the settings a new installation has."""

    def __init__(self, parent):
        self.folder = tempfile.mkdtemp(prefix="cabildo-bench-postgres-", dir=parent)
        self.password = secrets.token_hex(16)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.uri = f"postgres://postgres@127.0.0.1:{self.port}/postgres"
        self.environment = dict(
            os.environ,
            PGHOST="127.0.0.1",
            PGPORT=str(self.port),
            PGUSER="postgres",
            PGDATABASE="postgres",
            PGPASSWORD=self.password,
            PGOPTIONS="-c default_transaction_isolation=serializable",
        )

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(self, *_):
        self._control("stop", "-m", "fast")
        shutil.rmtree(self.folder, ignore_errors=True)

    def sql(self, text):
        """What psql prints for a statement."""
        return subprocess.run(
            [program("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-c", text],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def _start(self):
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        secret = os.path.join(self.folder, "password")
        Path(secret).write_text(self.password)
        os.chmod(secret, 0o600)
        if os.geteuid() == 0:
            shutil.chown(secret, "postgres", "postgres")
        # Its durability is that of a new installation: fsync and synchronous_commit are on.
        self._as_owner(
            program("initdb"), "-D", f"{self.folder}/data", "-U", "postgres", "-A",
            "scram-sha-256", "--pwfile", secret, "--encoding", "UTF8", "--locale", "C",
        )
        os.remove(secret)
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder}"
        self._control("start", "-l", f"{self.folder}/log", "-o", options)

    def _control(self, *arguments):
        self._as_owner(program("pg_ctl"), "-D", f"{self.folder}/data", "-w", *arguments)

    def _as_owner(self, *command):
        # The server refuses to run as root.
        prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*prefix, *command], check=True, cwd=self.folder, stdout=subprocess.DEVNULL
        )
