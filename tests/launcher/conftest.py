import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ldnclinic.launcher import folders


@pytest.fixture
def state(monkeypatch):
    """A state folder of the test's own, which PostgreSQL's user reaches; the suite's servers are hidden."""
    for name in ("DATABASE_URL", "REDIS_URL", "DEBUG", "DEMO", "SECRET_KEY", "ALLOWED_HOSTS", "SSL_REDIRECT"):
        monkeypatch.delenv(name, raising=False)
    folder = Path(tempfile.mkdtemp(prefix="ldn-state-", dir="/tmp"))
    folder.chmod(0o755)
    monkeypatch.setenv("STATE_FOLDER", str(folder))
    monkeypatch.setenv("SPT_NOENV", "1")  # a title that a process gives itself leaves its environment readable
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start(state):
    """Starts a program of ours, and after the test kills whatever it has left running."""
    started = []

    def start(*command):
        process = subprocess.Popen(
            command,
            cwd=folders.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in processes_of(state):
        with suppress(ProcessLookupError):  # it ends just now
            os.kill(process, signal.SIGKILL)
    for process in started:
        process.communicate()


def processes_of(folder):
    """The processes that were started with this folder's path, or work in it; not the test itself."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
            place = (process / "cwd").readlink()
        except OSError:  # ended meanwhile, or another user's
            continue
        belongs = str(folder).encode() in words or place.is_relative_to(folder)
        if belongs and int(process.name) != os.getpid():
            found.append(int(process.name))
    return found


def all_ended(folder, seconds=15):
    deadline = time.monotonic() + seconds
    while processes_of(folder) and time.monotonic() < deadline:
        time.sleep(0.1)
    return processes_of(folder) == []
