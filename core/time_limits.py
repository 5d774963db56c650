"""How long PostgreSQL lets somebody wait: the settings give a page's limits, and these are the others'."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from django.conf import settings
from django.db import DatabaseError, Error, connection
from psycopg import errors

# Why PostgreSQL ends a statement that would have gone through at another time.
TOO_LONG = (errors.QueryCanceled, errors.LockNotAvailable, errors.IdleInTransactionSessionTimeout)


def is_too_long(error: BaseException) -> bool:
    return isinstance(error, DatabaseError) and isinstance(error.__cause__, TOO_LONG)


def of_a_task() -> Iterator[None]:
    """Decorator: nobody sits before a task and waits for it."""
    return _instead(settings.TASK_TIME_LIMITS)


def of_an_export() -> Iterator[None]:
    """Decorator: its one statement goes on for as long as the rows are read, and locks nothing."""
    return _instead({"statement_timeout": 3600, "lock_timeout": 30, "idle_in_transaction_session_timeout": 240})


def of_an_import() -> Iterator[None]:
    """Decorator: it stores a file in one transaction; who is on file already is held until it ends."""
    return _instead({"statement_timeout": 600, "lock_timeout": 30, "idle_in_transaction_session_timeout": 240})


def of_a_migration() -> Iterator[None]:
    """Context: it may work as long as it likes, and lets nobody wait behind it for a lock that it does not get."""
    return _instead({"statement_timeout": 0, "lock_timeout": 10, "idle_in_transaction_session_timeout": 0})


def of_a_rescue() -> Iterator[None]:
    """Context: the user has waited already."""
    return _instead({"statement_timeout": 2, "lock_timeout": 1})


@contextmanager
def _instead(limits: Mapping[str, int]) -> Iterator[None]:
    """These limits, in seconds, until the block ends; 0 is none."""
    with connection.cursor() as cursor:
        for name, seconds in limits.items():
            cursor.execute("SELECT set_config(%s, %s, false)", [name, f"{seconds}s"])
    try:
        yield
    finally:
        with suppress(Error), connection.cursor() as cursor:  # it may be broken, and then it is not used again
            for name in limits:
                cursor.execute(f"RESET {name}")
