"""What is struck: PostgreSQL, the broker, workers, beat and the web server. Whatever dies is started again, as by
systemd."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

from ldnclinic.launcher import broker, folders, postgres
from ldnclinic.launcher.supervisor import Supervisor

LOOKS_EVERY = 0.05  # seconds
# As `bin/run` starts them.
WORKER = ["celery", "--quiet", "--app", "ldnclinic", "worker", "--concurrency", "2", "--loglevel", "warning"]
WORKER += ["--without-gossip", "--without-mingle"]
BEAT = ["celery", "--quiet", "--app", "ldnclinic", "beat", "--loglevel", "warning", "--pidfile", ""]
WEB = ["gunicorn", "ldnclinic.wsgi", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
WEB += ["--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"]


class Nursery:
    """The process that forks the program's processes (tests/faults/process.py)."""

    def __init__(self, supervisor: Supervisor, *, folder: Path, environment: dict[str, str], pass_fds=()) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        command = [sys.executable, "-m", "tests.faults.process"]
        settings = {"cwd": folders.ROOT, "env": environment, "pass_fds": pass_fds, "text": True, "bufsize": 1}
        child = supervisor.start("The nursery", command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **settings)
        self._process = child.process
        self._expect("ready")

    def _expect(self, word: str) -> None:
        if self._process.stdout.readline().strip() != word:
            raise RuntimeError("The program could not be imported; the reason stands above.")

    def start(self, name: str, command: list[str]) -> int:
        order = {"command": command, "log": str(self.folder / f"{name}.log")}
        with self._lock:
            self._process.stdin.write(json.dumps(order) + "\n")
            return int(self._process.stdout.readline())


class Part(threading.Thread, ABC):
    """One part of the system, started again after each of its deaths."""

    def __init__(self, name: str) -> None:
        super().__init__(daemon=True, name=name)
        self.starts = 0
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.wait(LOOKS_EVERY):
            if not self.is_alive_now():
                with suppress(Exception):  # tried again at once
                    self.begin()
                    self.starts += 1

    def end(self) -> None:
        """Nobody starts it again; whoever made it stops it."""
        self._over.set()
        self.join(60)

    @abstractmethod
    def is_alive_now(self) -> bool: ...

    @abstractmethod
    def begin(self) -> None: ...


class Forked(Part):
    def __init__(self, name: str, nursery: Nursery, command: list[str]) -> None:
        super().__init__(name)
        self.nursery, self.command, self.pid = nursery, command, 0

    def is_alive_now(self) -> bool:
        return self.pid > 0 and _signal(self.pid, 0)

    def begin(self) -> None:
        self.pid = self.nursery.start(self.name, self.command)

    def kill(self) -> None:
        """The whole part, as the kernel does when memory is short: what it forked finds itself alone."""
        self.pid and _signal(self.pid, signal.SIGKILL)

    def kill_child(self, choice: float) -> None:
        """One of the processes that do its work. `choice`, from 0 to 1, says which."""
        if children := _children(self.pid):
            _signal(children[int(choice * len(children))], signal.SIGKILL)

    def end(self) -> None:
        super().end()
        if self.pid:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)


class Postgres(Part):
    def __init__(self, supervisor: Supervisor, folder: Path) -> None:
        super().__init__("postgres")
        self.supervisor, self.folder, self.child, self.url = supervisor, folder, None, ""

    def is_alive_now(self) -> bool:
        return self.child is not None and self.child.is_running()

    def begin(self) -> None:
        # Not `synchronous_commit=off`: what was committed has to survive a server that is stopped at once. The disk may
        # be slow to write, since the machine itself keeps running.
        options = ["-c", "fsync=off", "-c", "full_page_writes=off"]
        with (self.folder / "postgres.log").open("a") as log:
            self.url = postgres.start(
                self.supervisor, data=self.folder / "postgres", sockets=self.folder, log=log, options=options
            )
        self.child = self.supervisor.children[-1]

    def stop_at_once(self) -> None:
        """`pg_ctl stop -m immediate`: no transaction is finished, and the next start recovers from the log."""
        if self.is_alive_now():
            self.child.process.send_signal(signal.SIGQUIT)

    @property
    def connection(self) -> dict[str, str]:
        return {"host": str(self.folder), "user": "ldn", "dbname": "ldn"}


class Broker(Part):
    def __init__(self, supervisor: Supervisor, folder: Path) -> None:
        super().__init__("broker")
        self.supervisor, self.folder, self.child, self.url = supervisor, folder, None, ""

    def is_alive_now(self) -> bool:
        return self.child is not None and self.child.is_running()

    def begin(self) -> None:
        with (self.folder / "broker.log").open("a") as log:
            self.url = broker.start(self.supervisor, sockets=self.folder, log=log)
        self.child = self.supervisor.children[-1]

    def kill(self) -> None:
        if self.is_alive_now():
            self.child.process.kill()

    def pause(self, seconds: float) -> None:
        """It is there, and answers nobody."""
        if self.is_alive_now():
            self.child.process.send_signal(signal.SIGSTOP)
            time.sleep(seconds)
            self.child.process.send_signal(signal.SIGCONT)

    @property
    def socket(self) -> str:
        return str(self.folder / "broker.sock")


def _signal(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(word) for word in found.stdout.split()]
