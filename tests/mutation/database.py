"""Gives each mutant under test a database of its own, ready at once. A plugin of pytest, for bin/mutants alone.

mutmut runs pytest many times: first in one process, then once in a fork for each mutant. Migrating takes longer than
most mutants live, so the first run makes the database and copies it, and each fork takes a copy that no other has.
"""

import fcntl
import os
from pathlib import Path

import django.test.utils
from django.conf import settings
from django.db import connection, connections

COPIES = os.cpu_count() or 1
FIRST_PROCESS = os.getpid()

_make_databases = django.test.utils.setup_databases
_made: list[str] = []
_held = []  # the lock of the copy in use, as long as the process lives


def _setup_databases(*args, **kwargs):
    if not _made:
        _make_databases(*args, **kwargs)
        _made.append(connection.settings_dict["NAME"])
        connection.close()  # PostgreSQL copies no database that is in use
        with connection._nodb_cursor() as cursor:
            for number in range(COPIES):
                cursor.execute(f'drop database if exists "{_copy(number)}"')
                cursor.execute(f'create database "{_copy(number)}" template "{_made[0]}"')
    elif os.getpid() != FIRST_PROCESS and not _held:
        connection.settings_dict["NAME"] = _copy(_free_number())
    return []


def _copy(number: int) -> str:
    return f"{_made[0]}_{number}"


def _free_number() -> int:
    for number in range(COPIES):
        lock = Path(f"database-{number}.lock").open("w")  # noqa: SIM115 -- held; in mutants/, where pytest runs
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            _held.append(lock)
            return number
    raise RuntimeError(f"More than {COPIES} mutants are tested at once.")


def pytest_configure() -> None:
    """The real hash of a password takes as long as the rest of a test."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_unconfigure() -> None:
    """No fork shares a connection with the process that it comes from."""
    connections.close_all()


django.test.utils.setup_databases = _setup_databases
