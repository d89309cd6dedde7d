"""A PostgreSQL cluster in one folder: its processes, and what Patroni says of it."""
import json
import os
import pathlib
import pwd
import signal
import subprocess
import urllib.parse

from . import settings
from .system import (LOOPBACK, PATH, Failure, ask, postgres_programs, started, wait_for,
                     write_private)


class Cluster:
    """One cluster in one folder."""

    def __init__(self, folder, plan=None):
        self.folder = pathlib.Path(folder).resolve()
        try:
            self.plan = plan or json.loads((self.folder / "cluster.json").read_text())
        except OSError:
            raise Failure(f"`{folder}` holds no cluster") from None
        self.members, self.ports = self.plan["members"], self.plan["ports"]
        self.parts = [*self.members, "etcd", *(["haproxy"] if "haproxy" in self.ports else [])]
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None

    # Making

    @classmethod
    def make(cls, options):
        """Chooses ports and passwords and writes every file; starts nothing."""
        folder = pathlib.Path(options.folder)
        if folder.exists() and any(folder.iterdir()):
            raise Failure(f"`{folder}` is not empty; `revive` starts a cluster that is there")
        self = cls(folder, settings.plan(options))
        self.write_files()
        return self

    def write_files(self):
        # The servers' user passes through the folder and writes below it only.
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        for name in (*self.members, "etcd"):
            (self.folder / name).mkdir(mode=0o700)
            if self.user:
                os.chown(self.folder / name, self.user.pw_uid, self.user.pw_gid)
        if subprocess.run(["test", "-w", self.folder / "etcd"], **self.identity(),
                          check=False).returncode:
            raise Failure(f"the user `postgres` cannot reach `{self.folder}`: choose another "
                          "folder, for instance below /tmp or /var/lib/postgresql")
        for name in self.members:
            write_private(self.folder / name / "patroni.json",
                          json.dumps(settings.patroni(self.plan, self.folder, name), indent=2),
                          self.user)
        if "haproxy" in self.ports:
            write_private(self.folder / "haproxy.cfg", settings.haproxy(self.plan), self.user)
        ports = [member["port"] for member in self.members.values()]
        ports += [self.ports["haproxy"]] if "haproxy" in self.ports else []
        for role, database in (("cabildo", "cabildo"), ("postgres", "*")):
            write_private(self.folder / f"{role}.pgpass", "".join(
                f"{LOOPBACK}:{port}:{database}:{role}:{self.plan['passwords'][role]}\n"
                for port in ports))
        self.save()

    def save(self):
        write_private(self.folder / "cluster.json", json.dumps(self.plan, indent=2))

    # Processes

    def identity(self):
        """Under whom, where and with which environment servers run."""
        return {"env": {"PATH": f"{postgres_programs()}:{PATH}", "LANG": "C.UTF-8",
                        "HOME": str(self.folder)}, "cwd": "/",
                **({"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
                   if self.user else {})}

    def launch(self, name, *command):
        """Starts a part that is not running, and notes who it is."""
        if self.alive(name):
            return
        where = {**self.identity(), "cwd": self.folder / name if name in self.members else "/"}
        with open(self.folder / f"{name}.log", "ab") as log:
            process = subprocess.Popen([*map(str, command)], stdin=subprocess.DEVNULL, stdout=log,
                                       stderr=log, start_new_session=True, **where)
        self.plan["processes"][name] = [process.pid, started(process.pid)]
        self.save()

    def alive(self, name):
        """The pid of a part's first process, while it still is that process."""
        pid, start = self.plan["processes"].get(name, (0, None))
        return pid if start is not None and started(pid) == start else None

    def processes(self, name):
        """All processes of a part: Patroni first, so that it starts nothing again, then every
        PostgreSQL program that works in the member's folder."""
        pids = [self.alive(name)] if self.alive(name) else []
        for entry in pathlib.Path("/proc").glob("[0-9]*") if name in self.members else ():
            try:
                where, program = os.readlink(entry / "cwd"), os.readlink(entry / "exe")
            except OSError:
                continue
            if (f"{where}/".startswith(f"{self.folder / name}/")
                    and program.startswith(str(postgres_programs()))):
                pids.append(int(entry.name))
        return pids

    def send(self, name, number):
        """Sends a signal to all of a part; returns whether there was anything."""
        pids = self.processes(name)
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass
        return bool(pids)

    def kill(self, name):
        """kill -9 of all of a part, until nothing is left."""
        wait_for(f"the end of {name}", 10, lambda: not self.send(name, signal.SIGKILL))
        self.remove_segment(name)

    def remove_segment(self, name):
        """A postmaster that was killed leaves its System V segment; its pid file names it."""
        try:
            lines = (self.folder / name / "data" / "postmaster.pid").read_text().splitlines()
            pid, segment = lines[0], lines[6].split()[1]
        except (OSError, IndexError):
            return
        for line in pathlib.Path("/proc/sysvipc/shm").read_text().splitlines()[1:]:
            _, identifier, _, _, creator, _, attached, *_ = line.split()
            if (identifier, creator, attached) == (segment, pid, "0"):
                subprocess.run(["ipcrm", "-m", segment], check=False)

    def start_etcd(self):
        new = not (self.folder / "etcd" / "member").exists()
        client, peer = (f"http://{LOOPBACK}:{self.ports[name]}" for name in ("etcd", "peer"))
        self.launch("etcd", "etcd", "--name", "e1", "--data-dir", self.folder / "etcd",
                    "--listen-client-urls", client, "--advertise-client-urls", client,
                    "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                    "--initial-cluster", f"e1={peer}", "--log-level", "warn",
                    *(["--enable-v2"] if self.plan["etcd_api"] == 2 else []))

        def healthy():
            try:
                return "true" in ask(f"{client}/health", "", "")
            except OSError:
                return False

        wait_for("etcd's start", 20, healthy)
        if new:
            self.protect_etcd(client)

    def protect_etcd(self, client):
        """Lets nobody in without the password; each of etcd's two APIs has users of its own."""
        word = self.plan["passwords"]["etcd"]
        root = {"name": "root", "user": "root", "role": "root", "password": word}
        for path, keys in (("user/add", ("name", "password")), ("role/add", ("name",)),
                           ("user/grant", ("user", "role")), ("enable", ())):
            ask(f"{client}/v3/auth/{path}", "", "", {key: root[key] for key in keys})
        if self.plan["etcd_api"] == 2:
            auth = f"{client}/v2/auth"
            ask(f"{auth}/users/root", "", "", {"user": "root", "password": word}, "PUT")
            ask(f"{auth}/enable", "", "", {}, "PUT")
            ask(f"{auth}/roles/guest", "root", word, None, "DELETE")

    def start(self):
        """Starts whatever is not running and waits until the cluster is whole."""
        self.start_etcd()
        for name in self.members:
            self.launch(name, self.plan["patroni"], self.folder / name / "patroni.json")
        if "haproxy" in self.ports:
            self.launch("haproxy", "haproxy", "-db", "-f", self.folder / "haproxy.cfg")
        wait_for("the cluster's start", 180, self.whole)

    def stop(self):
        """Stops all in good order where that works; leaves no process and no shared memory."""
        for name in self.parts:
            self.send(name, signal.SIGCONT)
        for parts in (list(self.members), self.parts):
            running = [name for name in parts if self.alive(name)]
            for name in running:
                os.kill(self.alive(name), signal.SIGTERM)
            try:
                wait_for("a stop in good order", 30, lambda: not any(map(self.alive, running)))
            except Failure:
                pass
            for name in parts:
                self.kill(name)

    # Asking

    def address(self, name):
        return f"{LOOPBACK}:{self.members[name]['port']}"

    def rest(self, name, path, body=None):
        """Asks a member's Patroni; with a body it is told to do something."""
        return ask(f"http://{LOOPBACK}:{self.members[name]['rest']}/{path}", "rest",
                   self.plan["passwords"]["rest"], body, seconds=60 if body else 3)

    def view(self):
        """The members by name, as the first Patroni that answers sees them."""
        for name in filter(self.alive, self.members):
            try:
                members = json.loads(self.rest(name, "cluster"))["members"]
                return {member["name"]: member for member in members}
            except (OSError, ValueError):
                continue
        return {}

    def with_role(self, role):
        """A member that lives and has a role, `leader` or `sync_standby`, or None."""
        return next((name for name, member in self.view().items() if member["role"] == role and
                     member.get("state") in ("running", "streaming") and self.alive(name)), None)

    def leader(self):
        return self.with_role("leader")

    def whole(self):
        """Whether one leads, all others stream, and a synchronous one is named."""
        view = self.view()
        return (view.keys() == self.members.keys() and self.leader() is not None
                and all(m.get("state") in ("running", "streaming") for m in view.values())
                and self.with_role("sync_standby") is not None)

    def part(self, name):
        """A part by its name; `leader` and `standby` are those that lead and stand by now."""
        role = {"leader": "leader", "standby": "sync_standby"}.get(name)
        if role:
            return wait_for(f"the search for the {name}", 5, lambda: self.with_role(role))
        if name not in self.parts:
            raise Failure(f"`{name}` is no part of the cluster")
        return name

    def psql(self, name, text):
        """Runs SQL, given by standard input, as the superuser on a member."""
        passfile = urllib.parse.quote(str(self.folder / "postgres.pgpass"), safe="")
        return subprocess.run(
            ["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1",
             f"postgres://postgres@{self.address(name)}/postgres?passfile={passfile}"],
            input=text, text=True, capture_output=True, check=False)

    def create_database(self):
        """Makes an ordinary role and its database, and waits until every member has them: libpq
        does not go on to the next host when one says that there is no such database."""
        run = self.psql(self.part("leader"), f"""
            CREATE ROLE cabildo LOGIN PASSWORD '{self.plan['passwords']['cabildo']}';
            CREATE DATABASE cabildo OWNER cabildo;
            REVOKE ALL ON DATABASE cabildo FROM PUBLIC;""")
        if run.returncode:
            raise Failure(f"the database could not be made: {run.stderr.strip()}")
        query = "SELECT 1 FROM pg_database WHERE datname = 'cabildo'"
        wait_for("the database's copying", 30,
                 lambda: all(self.psql(name, query).stdout for name in self.members))

    def urls(self):
        """Connection strings by way: over all hosts, or through HAProxy."""
        passfile = urllib.parse.quote(str(self.folder / "cabildo.pgpass"), safe="")
        end = f"cabildo?target_session_attrs=read-write&connect_timeout=2&passfile={passfile}"
        ways = {"hosts": ",".join(map(self.address, self.members))}
        if "haproxy" in self.ports:
            ways["haproxy"] = f"{LOOPBACK}:{self.ports['haproxy']}"
        return {way: f"postgres://cabildo@{hosts}/{end}" for way, hosts in ways.items()}
