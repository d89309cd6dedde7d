"""What a cluster is made of: its plan, and what Patroni and HAProxy are told."""
import secrets
import shutil
import subprocess

from .system import LOOPBACK, PATH, Failure, free_ports, postgres_programs, require_programs

# Before this version, a leader that was frozen and wakes overwrites its successor's key in etcd's
# API v3, and the successor's commits are lost (Patroni's pull request 2689). In API v2 it compares
# before it writes, in every version.
SAFE_WITH_API_3 = (3, 0, 3)


def plan(options):
    """Parts, ports, passwords and times of a new cluster."""
    require_programs(options.haproxy, options.patroni)
    if options.ttl < options.loop_wait + 2 * options.retry_timeout:
        raise Failure("`--ttl` must be at least loop_wait + 2 * retry_timeout")
    patroni_program = options.patroni or shutil.which("patroni", path=PATH)
    ports = free_ports(2 * options.members + 3)
    strict = options.strict or ("yes" if options.members > 2 else "no")
    return {
        "members": {f"n{i + 1}": {"port": ports.pop(), "rest": ports.pop()}
                    for i in range(options.members)},
        "ports": {name: ports.pop() for name in
                  ["etcd", "peer", *(["haproxy"] if options.haproxy else [])]},
        "settings": {
            "ttl": options.ttl, "loop_wait": options.loop_wait,
            "retry_timeout": options.retry_timeout, "failsafe_mode": options.failsafe == "yes",
            "synchronous_mode": True, "synchronous_mode_strict": strict == "yes"},
        "passwords": {name: secrets.token_hex(24) for name in
                      ("postgres", "replicator", "rewind", "cabildo", "etcd", "rest")},
        "patroni": patroni_program,
        "etcd_api": options.etcd_api or (
            3 if patroni_version(patroni_program) >= SAFE_WITH_API_3 else 2),
        "processes": {}}


def patroni_version(program):
    """Patroni's version, such as (3, 0, 2)."""
    try:
        words = subprocess.run([program, "--version"], text=True, capture_output=True,
                               check=True).stdout.split()
        return tuple(int(part) for part in words[-1].split(".")[:3])
    except (OSError, subprocess.CalledProcessError, IndexError, ValueError):
        raise Failure(f"`{program}` does not tell Patroni's version") from None


def patroni(the_plan, folder, name):
    """Patroni's settings for a member. JSON is YAML, too."""
    words, member = the_plan["passwords"], the_plan["members"][name]
    address, rest = (f"{LOOPBACK}:{member[key]}" for key in ("port", "rest"))
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
        "etcd3" if the_plan["etcd_api"] == 3 else "etcd": {
            "host": f"{LOOPBACK}:{the_plan['ports']['etcd']}", "username": "root",
            "password": words["etcd"]},
        "bootstrap": {
            "dcs": {**the_plan["settings"], "maximum_lag_on_failover": 1 << 20,
                    "postgresql": {"use_pg_rewind": True, "parameters": parameters}},
            # Byte order, as in SQLite, and no index that another libc would sort otherwise.
            "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "data-checksums"]},
        "postgresql": {
            "listen": address, "connect_address": address, "bin_dir": str(postgres_programs()),
            "data_dir": str(folder / name / "data"), "pgpass": str(folder / name / "pgpass"),
            "authentication": {"superuser": role["postgres"], "rewind": role["rewind"],
                               "replication": role["replicator"]},
            "pg_hba": [f"host {what} {LOOPBACK}/32 scram-sha-256" for what in
                       ("cabildo cabildo", "all postgres", "postgres rewind",
                        "replication replicator")]}}


def haproxy(the_plan):
    """HAProxy's settings: a connection goes to the member that says it is the primary."""
    servers = "\n".join(
        f"    server {name} {LOOPBACK}:{member['port']} check port {member['rest']}"
        for name, member in the_plan["members"].items())
    return f"""global
    maxconn 400
defaults
    mode tcp
    timeout connect 2s
    timeout check 2s
    timeout client 1h
    timeout server 1h
listen primary
    bind {LOOPBACK}:{the_plan['ports']['haproxy']}
    option httpchk OPTIONS /primary
    http-check expect status 200
    default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
{servers}
"""
