"""One start of the services for all that run in a checkout.

Whoever holds the lock `services.lock` started them, and writes their URLs to `services.json`.
A bin/manage that comes later is their guest. It holds `guests.lock`, as other guests do; a bin/manage that
started the services waits for its guests before it stops them. A lock ends with its process, even by kill -9.
"""

import fcntl
import json
from contextlib import contextmanager


class Host:
    """The right to start the services."""

    def __init__(self, state):
        self.urls_file = state / "services.json"
        self.guests_file = state / "guests.lock"

    def announce(self, urls):
        unfinished = self.urls_file.with_suffix(".new")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(urls))
        unfinished.rename(self.urls_file)

    def withdraw(self):
        self.urls_file.unlink(missing_ok=True)

    def wait_for_guests(self):
        with self.guests_file.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def become_host(state, *, name):
    """Yields a Host, or None while somebody else is that."""
    with (state / "services.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        lock.truncate(0)
        lock.write(name)
        lock.flush()
        host = Host(state)
        host.withdraw()  # what a kill -9 left
        try:
            yield host
        finally:
            host.withdraw()


def name_of_host(state):
    return (state / "services.lock").read_text()


@contextmanager
def as_guest(state):
    """Yields the running services' URLs, or None if there are none yet."""
    with (state / "guests.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        try:
            yield json.loads((state / "services.json").read_text())
        except FileNotFoundError:
            yield None
