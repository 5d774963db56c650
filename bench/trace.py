"""What the trace costs: an answer saved with and without the audit's triggers, a chart opened with and without its row
in the read log, and the bytes that each leaves behind."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from statistics import median
from unittest import mock

import django

ROUNDS = 6
# Of each kind in a round, after some that are not counted.
TIMES, WARM_UP = 30, 3
AUDIT_TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname::text FROM pg_trigger
    WHERE NOT tgisinternal AND tgname ~ '^pgtrigger_(insert_insert|update_update|delete_delete)_'
"""
# Tables, with their indexes.
AUDIT_BYTES = """
    SELECT sum(pg_total_relation_size(oid)) FROM pg_class
    WHERE relkind = 'r' AND (relname ~ 'event$' OR relname = 'pghistory_context') AND relname <> 'accounts_signinevent'
"""
READ_LOG_BYTES = "SELECT pg_total_relation_size('core_accesslog')"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench trace")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--times", type=int, default=TIMES)
    options = parser.parse_args()
    django.setup()
    measure(rounds=options.rounds, times=options.times)


def measure(*, rounds: int, times: int) -> None:
    from django.test.utils import override_settings
    from django.utils import timezone

    from bench import database
    from bench.timing import say_load
    from followups import planning
    from prescriptions.models import Prescription

    say_load()
    database.migrate()
    today = timezone.localdate()
    database.start_courses(courses=2 * (rounds + 2) * (times + WARM_UP), last_first_dose_on=today - timedelta(days=11))
    planning.plan_milestones(courses=list(Prescription.objects.values_list("pk", flat=True)), today=today)
    database.vacuum()
    # Else a page that is shown would want `collectstatic` first.
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain):
        _compare(rounds=rounds, times=times)
    say_load()


def _compare(*, rounds: int, times: int) -> None:
    from bench.save import Clinic
    from bench.timing import in_turn, say, say_ratio

    clinic = Clinic()
    save, open_chart = partial(_block, clinic.save, times), partial(_block, _charts(clinic), times)
    saves = {"with": save, "without": partial(_within, audit_off, save)}
    answers, kept = _growth(AUDIT_BYTES, lambda: in_turn(saves, rounds))
    say_ratio("an answer saved, audited, against without audit", answers["with"], answers["without"], unit="ms")
    say("the audit grows by an answer saved", f"{kept / (rounds * (times + WARM_UP)):.0f} bytes, with its indexes")
    charts = {"with": open_chart, "without": partial(_within, read_log_off, open_chart)}
    opened, logged = _growth(READ_LOG_BYTES, lambda: in_turn(charts, rounds))
    say_ratio("a chart opened, logged, against without the log", opened["with"], opened["without"], unit="ms")
    say("the read log grows by a chart opened", f"{logged / (rounds * (times + WARM_UP)):.0f} bytes, with its indexes")


def _block(work: Callable[[], float], times: int) -> float:
    """The median of so many, after a few."""
    return median([work() for _ in range(WARM_UP + times)][WARM_UP:])


def _within(without: Callable, work: Callable[[], float]) -> float:
    with without():
        return work()


def _charts(clinic) -> Callable[[], float]:
    """Opens one chart after the other, each of a patient with a course."""
    from itertools import cycle

    from bench.timing import seconds
    from patients.models import Patient

    patients = cycle(list(Patient.objects.order_by("pk").values_list("pk", flat=True)[:200]))

    def open_one() -> float:
        answers, path = [], f"/patients/{next(patients)}/"
        taken = seconds(lambda: answers.append(clinic.client.get(path)))
        assert answers[0].status_code == 200, answers[0].content  # noqa: S101
        return taken

    return open_one


def _growth(size: str, work: Callable[[], dict]) -> tuple[dict, int]:
    """What the work gives, and by how many bytes the tables have grown meanwhile."""
    before = _size(size)
    result = work()
    return result, _size(size) - before


def _size(query: str) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


@contextmanager
def audit_off() -> Iterator[None]:
    """All of the audit's triggers, and no other."""
    from django.db import connection

    from bench import database

    with connection.cursor() as cursor:
        cursor.execute(AUDIT_TRIGGERS)
        triggers = cursor.fetchall()
    for table, name in triggers:
        database.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    try:
        yield
    finally:
        for table, name in triggers:
            database.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


@contextmanager
def read_log_off() -> Iterator[None]:
    with mock.patch("core.access_log.record_read"):
        yield


if __name__ == "__main__":
    main()
