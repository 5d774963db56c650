"""What the outcome report costs at size, over a database filled by make_cohort: one line a measure.

Times are medians of runs that alternate between the two that are compared.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median

import django

from bench.timing import in_turn, say, say_load, say_ratio, seconds

ROUNDS = 5
SAVES = 60

# The report's figures from the flat rows, as one would write them by hand for today: four passes.
FLAT = (
    """SELECT date_trunc('month', prescribed_on::timestamp)::date, category, category_before, stop_reason,
           responded_first, first_dose_is_approximate, count(*)
       FROM {rows} GROUP BY 1, 2, 3, 4, 5, 6""",
    """SELECT category, pgic, relief_percent, functional_gains, outcome.monthly_cost_usd, asked_on IS NOT NULL, count(*)
       FROM {rows} AND is_started GROUP BY 1, 2, 3, 4, 5, 6""",
    """SELECT outcome.starting_dose_mg, stable_dose_mg, days_to_stable_dose, count(*)
       FROM {rows} AND is_responder GROUP BY 1, 2, 3""",
    """SELECT is_responder, side_effects, side_effects_asked, side_effect_events, worst_severity,
           serious_side_effect_events, any_is_serious, count(*)
       FROM {rows} AND is_started GROUP BY 1, 2, 3, 4, 5, 6, 7""",
)
EVERYTHING = "reports_keptoutcome outcome WHERE previous_prescribed_on IS NULL"
WOMEN_OF_TWO_YEARS = """
    reports_keptoutcome outcome JOIN patients_patient patient ON patient.id = outcome.patient_id
    WHERE prescribed_on >= %(first)s AND (previous_prescribed_on IS NULL OR previous_prescribed_on < %(first)s)
        AND patient.sex = 'F' AND extract(year FROM age(prescribed_on, patient.date_of_birth)) BETWEEN 40 AND 59
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench reports")
    parser.add_argument("--prescriptions", type=int, default=100_000)
    parser.add_argument("--page", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    django.setup()
    if options.page:
        page()
    else:
        measure(prescriptions=options.prescriptions)


def measure(*, prescriptions: int) -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from bench import database
    from followups.models import Response

    say_load()
    database.migrate()
    began = time.perf_counter()
    call_command("make_cohort", prescriptions=prescriptions)
    say("make_cohort", f"{time.perf_counter() - began:.0f} s, {Response.objects.count()} answers")
    database.vacuum()
    today = timezone.localdate()
    against_flat_sql(today)
    against_pandas(today)
    saves()
    reconciliation()
    subprocess.run([sys.executable, "-m", "bench.reports", "--page"], check=True)
    say_load()


def paired(name: str, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    """Once each unmeasured, then in turn."""
    ours(), theirs()
    taken = in_turn({"ours": lambda: seconds(ours), "theirs": lambda: seconds(theirs)}, ROUNDS)
    say_ratio(name, taken["ours"], taken["theirs"], unit="ms")


def flat(rows: str, parameters: dict) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in FLAT:
            cursor.execute(statement.format(rows=rows), parameters)
            cursor.fetchall()


def against_flat_sql(today) -> None:
    from reports.cohorts import Cohort, Narrowing
    from reports.outcomes import summarise

    first = today - timedelta(days=730)
    narrow = Cohort(as_of=today, first=first, narrowing=Narrowing(sex="F", ages=(40, 59)))
    paired(
        "unfiltered report, against flat SQL by hand",
        lambda: summarise(Cohort(as_of=today)),
        lambda: flat(EVERYTHING, {}),
    )
    paired(
        "women of 40 to 59, two years, against SQL by hand",
        lambda: summarise(narrow),
        lambda: flat(WOMEN_OF_TWO_YEARS, {"first": first}),
    )
    past = Cohort(as_of=today - timedelta(days=365))
    say("unfiltered report as of a year ago, once", f"{seconds(lambda: summarise(past)):.1f} s")


def against_pandas(today) -> None:
    from django.db import connection

    from reports.cohorts import Cohort
    from reports.outcomes import summarise

    try:
        import pandas
    except ModuleNotFoundError:
        say("against pandas", "not installed: see the group bench of pyproject.toml")
        return

    def load():
        columns = (
            "prescribed_on, previous_prescribed_on, category, category_before, stop_reason, responded_first,"
            " first_dose_is_approximate, pgic, relief_percent, array_to_string(functional_gains, ',') AS gains,"
            " monthly_cost_usd::float8 AS cost, starting_dose_mg::float8 AS start, stable_dose_mg::float8 AS stable,"
            " days_to_stable_dose AS days, is_started, is_responder, array_to_string(side_effects, ',') AS effects,"
            " side_effects_asked AS asked, side_effect_events AS events, worst_severity AS worst,"
            " serious_side_effect_events AS serious_events, any_is_serious AS serious, asked_on IS NOT NULL AS answered"
        )
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns} FROM reports_keptoutcome WHERE previous_prescribed_on IS NULL")
            frame = pandas.DataFrame(cursor.fetchall(), columns=[column.name for column in cursor.description])
        frame["month"] = pandas.to_datetime(frame["prescribed_on"]).dt.to_period("M")
        return frame

    began = time.perf_counter()
    frame = load()
    say(
        "pandas: rows into a frame",
        f"{time.perf_counter() - began:.1f} s, {frame.memory_usage(deep=True).sum() >> 20} MB",
    )

    def count():
        started, going_on = frame[frame.is_started], frame[frame.is_responder]
        for rows, columns in (
            (frame, ["month", "category", "category_before", "stop_reason", "responded_first"]),
            (started, ["category", "pgic", "relief_percent", "gains", "cost", "answered"]),
            (going_on, ["start", "stable", "days"]),
            (started, ["is_responder", "effects", "asked", "events", "worst", "serious_events", "serious"]),
        ):
            rows.groupby(columns, dropna=False, observed=True).size()

    paired("unfiltered report, against pandas with its frame at hand", lambda: summarise(Cohort(as_of=today)), count)


def saves() -> None:
    """One answer written with the triggers that keep the row, and without; each is rolled back."""
    from django.db import connection, transaction

    from accounts.models import User
    from followups.models import Response
    from prescriptions.models import Prescription

    courses = list(
        Prescription.objects.active().order_by("pk")[:: max(1, Prescription.objects.count() // 5000)][:SAVES]
    )
    by = User.objects.order_by("pk").last()

    def save(course: Prescription) -> float:
        with transaction.atomic():
            answer = Response(
                prescription=course, asked_on=course.first_dose_on, mode="phone", asked_by=by, entered_by=by, pgic=2
            )
            took = seconds(answer.save)
            transaction.set_rollback(True)
        return took

    def block(verb: str) -> float:
        """Changing a trigger makes the session plan anew, so the first saves are left out."""
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE followups_response {verb} TRIGGER keep_outcomes_insert")
        return 1000 * median([save(course) for course in courses][10:])

    pairs = [(block("DISABLE"), block("ENABLE")) for _ in range(ROUNDS)]
    bare, kept = (median(column) for column in zip(*pairs, strict=True))
    say(
        "an answer saved, with its row kept and without",
        f"{kept:.2f} ms against {bare:.2f} ms: {kept - bare:.2f} ms more",
    )


def reconciliation() -> None:
    from reports import kept

    began = time.perf_counter()
    mended = kept.reconcile()
    say("nightly reconciliation", f"{time.perf_counter() - began:.0f} s, {mended} rows differed")


def most_memory() -> int:
    """MB that this process held at most. getrusage would count the one that started it, too."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) >> 10


def page() -> None:
    """In a process of its own, as a web worker has it."""
    from django.conf import settings
    from django.contrib.auth.models import Group
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accounts.models import User
    from accounts.permissions import Role

    # Otherwise the page would want `collectstatic` first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    user, _ = User.objects.get_or_create(username="bench-clinician")
    user.groups.add(Group.objects.get(name=Role.CLINICIAN))
    client = Client()
    client.force_login(user)
    client.get("/outcomes/")
    before = most_memory()
    with CaptureQueriesContext(connection) as queries:
        took = seconds(lambda: client.get("/outcomes/"))
    transaction = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    count = sum(not query["sql"].startswith(transaction) for query in queries)
    say("the page /outcomes/", f"{1000 * took:.0f} ms, {count} queries and {len(queries) - count} of its transaction")
    for _ in range(10):
        client.get("/outcomes/", {"courses": "all"})
    say("memory of a web process, first page and after ten more", f"{before} MB, {most_memory()} MB")


if __name__ == "__main__":
    main()
