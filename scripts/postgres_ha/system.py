"""Processes, ports, files and requests, as `cluster` needs them."""
import base64
import json
import os
import pathlib
import random
import shutil
import socket
import time
import urllib.request

LOOPBACK = "127.0.0.1"
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
PACKAGES = {"etcd": "etcd-server", "patroni": "patroni", "psql": "postgresql-client",
            "haproxy": "haproxy"}

class Failure(Exception):
    """What a person is told; the exit status is then 2."""


def postgres_programs():
    """The folder of the newest installed PostgreSQL's programs, or None."""
    return max((p.parent for p in pathlib.Path("/usr/lib/postgresql").glob("[0-9]*/bin/postgres")),
               key=lambda p: int(p.parent.name), default=None)


def require_programs(haproxy, patroni):
    """Says which packages are missing; `patroni` names a Patroni that is not installed."""
    wanted = ["etcd", "psql", *(["haproxy"] if haproxy else []), *([] if patroni else ["patroni"])]
    missing = [PACKAGES[name] for name in wanted if not shutil.which(name, path=PATH)]
    missing += [] if postgres_programs() else ["postgresql"]
    if missing:
        raise Failure("programs are missing: sudo apt-get install " + " ".join(missing))


def ask(url, user, word, body=None, method=None, seconds=5):
    """The body of a server's answer, past any proxy."""
    login = base64.b64encode(f"{user}:{word}".encode()).decode()
    request = urllib.request.Request(
        url, data=None if body is None else json.dumps(body).encode(), method=method,
        headers={"Content-Type": "application/json",
                 **({"Authorization": f"Basic {login}"} if user else {})})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=seconds) as answer:
        return answer.read().decode()


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
