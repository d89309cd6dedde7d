"""A PostgreSQL cluster on one machine: its settings, its processes, and what Patroni says of it.

For `ha-cluster`, which is the command. Standard library only.
"""
import base64
import json
import os
import pathlib
import pwd
import random
import secrets
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request

LOOPBACK = "127.0.0.1"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PACKAGES = {"etcd": "etcd-server", "etcdctl": "etcd-client", "patroni": "patroni",
            "psql": "postgresql-client", "haproxy": "haproxy"}


class Failure(Exception):
    """What a person is told; the exit status is then 2."""


def postgres_programs():
    """The folder of the newest installed PostgreSQL's programs, or None."""
    return max((p.parent for p in pathlib.Path("/usr/lib/postgresql").glob("[0-9]*/bin/postgres")),
               key=lambda p: int(p.parent.name), default=None)


def require_programs(haproxy):
    missing = [package for program, package in PACKAGES.items()
               if (haproxy or program != "haproxy") and not shutil.which(program, path=PATH)]
    missing += [] if postgres_programs() else ["postgresql"]
    if missing:
        raise Failure("programs are missing: sudo apt-get install " + " ".join(missing))


def free_ports(count):
    """Free ports outside the range from which outgoing connections take theirs, so that a member
    which is revived later still finds its port free."""
    ports = []
    for port in random.sample(range(15000, 32000), 2000):
        with socket.socket() as probe:
            if probe.connect_ex((LOOPBACK, port)):
                ports.append(port)
        if len(ports) == count:
            return ports
    raise Failure("no free ports between 15000 and 32000")


def write_private(path, text, owner=None):
    """Writes a file that only its owner reads, replacing an older one in one step."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    if owner:
        os.chown(new, owner.pw_uid, owner.pw_gid)
    os.replace(new, path)


def started(pid):
    """When a process started, in the kernel's ticks; None if it is gone. Tells a reused pid."""
    try:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return None if fields[0] in "ZX" else int(fields[19])
    except (OSError, IndexError):
        return None


def wait_for(what, seconds, condition):
    """The first true value of `condition` within a time."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > end:
            raise Failure(f"{what} took more than {seconds} s")
        time.sleep(0.2)
    return value


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
        require_programs(options.haproxy)
        if options.ttl < options.loop_wait + 2 * options.retry_timeout:
            raise Failure("`--ttl` must be at least loop_wait + 2 * retry_timeout")
        folder = pathlib.Path(options.folder)
        if folder.exists() and any(folder.iterdir()):
            raise Failure(f"`{folder}` is not empty; `revive` starts a cluster that is there")
        ports = free_ports(2 * options.members + 3)
        self = cls(folder, {
            "members": {f"n{i + 1}": {"port": ports.pop(), "rest": ports.pop()}
                        for i in range(options.members)},
            "ports": {name: ports.pop() for name in
                      ["etcd", "peer", *(["haproxy"] if options.haproxy else [])]},
            "settings": {
                "ttl": options.ttl, "loop_wait": options.loop_wait,
                "retry_timeout": options.retry_timeout, "failsafe_mode": options.failsafe == "yes",
                "synchronous_mode": True, "synchronous_mode_strict":
                    (options.strict or ("yes" if options.members > 2 else "no")) == "yes"},
            "passwords": {name: secrets.token_hex(24) for name in
                          ("postgres", "replicator", "rewind", "cabildo", "etcd", "rest")},
            "processes": {}})
        self.write_files()
        return self

    def write_files(self):
        for home in (self.folder, *map(self.folder.joinpath, self.members)):
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.user:
                os.chown(home, self.user.pw_uid, self.user.pw_gid)
        if subprocess.run(["test", "-w", self.folder], **self.identity(), check=False).returncode:
            raise Failure(f"the user `postgres` cannot write to `{self.folder}`: choose another "
                          "folder, for instance below /tmp or /var/lib/postgresql")
        for name in self.members:
            write_private(self.folder / name / "patroni.json",
                          json.dumps(self.patroni_settings(name), indent=2), self.user)
        if "haproxy" in self.ports:
            write_private(self.folder / "haproxy.cfg", self.haproxy_settings(), self.user)
        ports = [member["port"] for member in self.members.values()]
        ports += [self.ports["haproxy"]] if "haproxy" in self.ports else []
        for role, database in (("cabildo", "cabildo"), ("postgres", "*")):
            write_private(self.folder / f"{role}.pgpass", "".join(
                f"{LOOPBACK}:{port}:{database}:{role}:{self.plan['passwords'][role]}\n"
                for port in ports))
        self.save()

    def patroni_settings(self, name):
        """Patroni's settings for a member. JSON is YAML, too."""
        words, rest = self.plan["passwords"], f"{LOOPBACK}:{self.members[name]['rest']}"
        role = {user: {"username": user, "password": words[user]} for user in words}
        parameters = {
            "max_connections": 100, "shared_buffers": "64MB", "unix_socket_directories": "",
            "synchronous_commit": "on", "fsync": "on", "full_page_writes": "on",
            "password_encryption": "scram-sha-256",
            # A standby that misses the new leader by a moment asks again after this, not after 5 s.
            "wal_retrieve_retry_interval": "500ms",
            # So that kill -9 leaves nothing in /dev/shm.
            "dynamic_shared_memory_type": "mmap"}
        return {
            "scope": "cabildo", "name": name, "watchdog": {"mode": "off"},
            "restapi": {"listen": rest, "connect_address": rest, "authentication": role["rest"]},
            "etcd3": {"host": f"{LOOPBACK}:{self.ports['etcd']}",
                      "username": "root", "password": words["etcd"]},
            "bootstrap": {
                "dcs": {**self.plan["settings"], "maximum_lag_on_failover": 1 << 20,
                        "postgresql": {"use_pg_rewind": True, "parameters": parameters}},
                # Byte order, as in SQLite, and no index that another libc would sort otherwise.
                "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "data-checksums"]},
            "postgresql": {
                "listen": self.address(name), "connect_address": self.address(name),
                "data_dir": str(self.folder / name / "data"), "bin_dir": str(postgres_programs()),
                "pgpass": str(self.folder / name / "pgpass"),
                "authentication": {"superuser": role["postgres"], "rewind": role["rewind"],
                                   "replication": role["replicator"]},
                "pg_hba": [f"host {what} {LOOPBACK}/32 scram-sha-256" for what in
                           ("cabildo cabildo", "all postgres", "postgres rewind",
                            "replication replicator")]}}

    def haproxy_settings(self):
        servers = "\n".join(f"    server {name} {self.address(name)} check port {member['rest']}"
                            for name, member in self.members.items())
        return f"""global
    maxconn 400
defaults
    mode tcp
    timeout connect 2s
    timeout check 2s
    timeout client 1h
    timeout server 1h
listen primary
    bind {LOOPBACK}:{self.ports['haproxy']}
    option httpchk OPTIONS /primary
    http-check expect status 200
    default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
{servers}
"""

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

    def start_etcd(self):
        new = not (self.folder / "etcd").exists()
        client, peer = (f"http://{LOOPBACK}:{self.ports[name]}" for name in ("etcd", "peer"))
        self.launch("etcd", "etcd", "--name", "e1", "--data-dir", self.folder / "etcd",
                    "--listen-client-urls", client, "--advertise-client-urls", client,
                    "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
                    "--initial-cluster", f"e1={peer}", "--log-level", "warn")
        word = self.plan["passwords"]["etcd"]
        environment = {"PATH": PATH, "ETCDCTL_API": "3", "ETCDCTL_ENDPOINTS": client,
                       **({} if new else {"ETCDCTL_USER": f"root:{word}"})}

        def control(command, text=""):
            return subprocess.run(["etcdctl", *command.split()], input=text, text=True, check=False,
                                  env=environment, capture_output=True).returncode == 0

        wait_for("etcd's start", 20, lambda: control("endpoint health"))
        if new and not (control("user add root --interactive=false", f"{word}\n")
                        and control("user grant-role root root") and control("auth enable")):
            raise Failure("etcd takes no password")

    def start(self):
        """Starts whatever is not running and waits until the cluster is whole."""
        self.start_etcd()
        for name in self.members:
            self.launch(name, "patroni", self.folder / name / "patroni.json")
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
        for left in self.folder.glob("n*/data/postmaster.pid"):
            # A postmaster that was killed leaves its System V segment; the 7th line names it.
            words = left.read_text().splitlines()[6:7]
            subprocess.run(["ipcrm", "-m", *words[0].split()[1:2]] if words else ["true"],
                           capture_output=True, check=False)
            left.unlink()

    # Asking

    def address(self, name):
        return f"{LOOPBACK}:{self.members[name]['port']}"

    def rest(self, name, path, body=None):
        """Asks a member's Patroni; with a body it is told to do something."""
        word = base64.b64encode(f"rest:{self.plan['passwords']['rest']}".encode()).decode()
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(urllib.request.Request(
                f"http://{LOOPBACK}:{self.members[name]['rest']}/{path}",
                data=json.dumps(body).encode() if body else None,
                headers={"Authorization": f"Basic {word}"}), timeout=60 if body else 3) as answer:
            return answer.read().decode()

    def view(self):
        """The members by name, as the first Patroni that answers sees them."""
        for name in filter(self.alive, self.members):
            try:
                members = json.loads(self.rest(name, "cluster"))["members"]
                return {member["name"]: member for member in members}
            except (OSError, ValueError):
                continue
        return {}

    def leader(self):
        """The member that holds the lease and lives, or None."""
        return next((name for name, member in self.view().items() if member["role"] == "leader"
                     and member.get("state") == "running" and self.alive(name)), None)

    def whole(self):
        """Whether one leads, all others stream, and a synchronous one is named."""
        view = self.view()
        return (view.keys() == self.members.keys() and self.leader() is not None
                and all(m.get("state") in ("running", "streaming") for m in view.values())
                and any(m["role"] == "sync_standby" for m in view.values()))

    def part(self, name):
        """A part by its name; `leader` is whoever leads now."""
        if name == "leader":
            return wait_for("the search for a leader", 5, self.leader)
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
