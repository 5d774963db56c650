"""Where the state is kept, and which user PostgreSQL runs as."""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
UNREACHABLE_STATE = Path("/var/lib/ldnclinic")  # root's, for checkouts in a private home
TEMPORARY, PREFIX = Path("/tmp"), "ldn-clinic-"  # noqa: S108 -- mkdtemp makes private folders in it
SECONDS_TO_LOCK = 60


def state_folder():
    """What lasts from one bin/run to the next: var/ of the checkout, if PostgreSQL's user gets that far."""
    if chosen := os.environ.get("STATE_FOLDER"):
        folder = Path(chosen)
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    folder = ROOT / "var"
    if not can_reach(server_user(ROOT), ROOT):
        key = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
        folder = UNREACHABLE_STATE / f"{ROOT.name}-{key}"
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        folder.chmod(0o755)  # whatever the umask, the server's user passes through
        owner = folder.parent.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
    return folder


@contextmanager
def temporary_folder():
    """A private folder that the server's user owns. Its path is short: a socket's may have 107 bytes."""
    remove_abandoned_folders()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=TEMPORARY))
    lock = os.open(folder, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)  # shows others that its process lives
    try:
        give_to(server_user(folder), folder)
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(lock)


def remove_abandoned_folders():
    """Those of processes that ended by kill -9. A folder made a moment ago may not be locked yet."""
    for folder in TEMPORARY.glob(f"{PREFIX}*"):
        with suppress(OSError):  # another user's, in use, or removed by somebody else meanwhile
            if time.time() - folder.stat().st_mtime > SECONDS_TO_LOCK:
                _remove_unless_locked(folder)


def _remove_unless_locked(folder):
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    finally:
        os.close(lock)


def server_user(folder):
    """Popen's arguments for PostgreSQL, which root may not run: the folder's owner does, or nobody."""
    if os.geteuid() != 0:
        return {}
    owner = folder.stat()
    if owner.st_uid != 0:
        return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give_to(user, folder):
    if user:
        os.chown(folder, user["user"], user["group"])


def can_reach(user, path):
    """Whether that user may run a program, or enter a folder."""
    return subprocess.run(["test", "-x", path], cwd="/", **user).returncode == 0
