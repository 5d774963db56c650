"""Two transactions that meet at one row or lock."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def meanwhile(job: Callable[[], object]) -> Iterator[Callable[[], None]]:
    """A transaction beside which `job` runs on a connection of its own; call what this gives to start it, and to go on
    once it waits. Afterwards it has ended."""

    def run():
        try:
            job()
        finally:
            connection.close()

    thread = threading.Thread(target=run)

    def start():
        thread.start()
        _wait_until_somebody_waits()

    try:
        with transaction.atomic():
            yield start
    finally:
        thread.join()


def _wait_until_somebody_waits() -> None:
    """Until another connection waits for what this one holds."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("Nobody waits: the two did not meet.")
