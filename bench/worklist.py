"""The worklist's page where 100,000 courses are on file, against 1,000, with the same number of follow-ups due today.

Each size has a database and a process of its own, as a web worker has; they take turns.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from urllib.parse import urlsplit

import django

SMALL, LARGE = 1_000, 100_000
# Every twentieth course has something due: what the page's cost grows with.
DUE_SHARE = 0.05
ROUNDS = 10
# Pages of a turn, after two that are not counted.
PAGES, WARM_UP = 5, 2

# So many follow-ups are due today, the first ones by their courses; all others later.
LATER = """
    WITH sorted AS (
        SELECT id, row_number() OVER (ORDER BY prescription_id, id) AS place
        FROM followups_followup
        WHERE state = 'open'
    )
    UPDATE followups_followup AS planned
    SET due_on = %(today)s::date + shift, window_opens_on = %(today)s::date + shift - 3,
        window_closes_on = %(today)s::date + shift + 14
    FROM (
        SELECT id, CASE WHEN place <= %(due)s THEN 1 ELSE 30 + (place %% 100)::integer END AS shift FROM sorted
    ) AS moved
    WHERE moved.id = planned.id
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench worklist")
    parser.add_argument("--small", type=int, default=SMALL, help="courses of the small clinic")
    parser.add_argument("--large", type=int, default=LARGE, help="courses of the large one")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--serve", type=int, metavar="COURSES", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
    else:
        measure(small=options.small, large=options.large, rounds=options.rounds)


# --- who measures -------------------------------------------------------------------------------------------


def measure(*, small: int, large: int, rounds: int) -> None:
    from bench.timing import in_turn, say, say_load, say_ratio

    say_load()
    with clinic(small) as small_one, clinic(large) as large_one:
        same, more = round(small * DUE_SHARE), round(large * DUE_SHARE)
        for kind in ("page", "sql"):
            what = {"page": "the page", "sql": "its SQL alone"}[kind]
            variants = {
                "small": partial(ask, small_one, f"{kind} {same}"),
                "large": partial(ask, large_one, f"{kind} {same}"),
            }
            taken = in_turn(variants, rounds)
            say_ratio(f"{what}, {same} due: {large} courses, {small}", taken["large"], taken["small"], "ms")
        taken = in_turn(
            {"few": partial(ask, large_one, f"page {same}"), "many": partial(ask, large_one, f"page {more}")}, 2
        )
        say_ratio(f"the page, {large} courses: {more} due, {same} due", taken["many"], taken["few"], "ms")
        say("queries of the page, small and large", f"{ask(small_one, 'count 0'):.0f}, {ask(large_one, 'count 0'):.0f}")
    say_load()


@contextmanager
def clinic(courses: int) -> Iterator[subprocess.Popen]:
    """A clinic of this size in a process of its own; it answers questions with seconds."""
    command = [sys.executable, "-m", "bench.worklist", "--serve", str(courses)]
    with subprocess.Popen(  # noqa: S603
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"DATABASE_URL": own_database(courses)},
    ) as process:
        yield process
        process.stdin.close()


def own_database(courses: int) -> str:
    """A database of the same server, made for this size."""
    import psycopg

    url = os.environ["DATABASE_URL"]
    name = f"{urlsplit(url).path[1:]}_{courses}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    return f"{url.rpartition('/')[0]}/{name}"


def ask(process: subprocess.Popen, question: str) -> float:
    process.stdin.write(question + "\n")
    process.stdin.flush()
    return float(process.stdout.readline())


# --- the process of a clinic --------------------------------------------------------------------------------


def serve(courses: int) -> None:
    django.setup()
    from django.test.utils import override_settings

    fill(courses)
    # Otherwise the page would want `collectstatic` first.
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=plain):
        client, is_due = assistant(), None
        for line in sys.stdin:
            kind, due = line.split()
            if kind != "count" and due != is_due:
                make_due(int(due))
                is_due = due
            answer = {"page": page_seconds, "sql": sql_seconds, "count": count_queries}[kind](client)
            print(answer, flush=True)  # noqa: T201


def fill(courses: int) -> None:
    from django.utils import timezone

    from bench import database
    from exchange.cohort import make_cohort
    from followups import planning
    from prescriptions.models import Prescription

    database.migrate()
    today = timezone.localdate()
    make_cohort(courses=courses, today=today)
    database.vacuum()
    active = Prescription.objects.active().values_list("pk", flat=True)
    planning.plan_milestones(courses=list(active), today=today)


def make_due(due: int) -> None:
    from django.utils import timezone

    from bench import database

    database.execute(LATER, {"today": timezone.localdate(), "due": due})
    database.vacuum()


def assistant():
    """The browser of a medical assistant."""
    from django.contrib.auth.models import Group
    from django.test import Client

    from accounts.models import User
    from accounts.permissions import Role
    from tests.signing_in import sign_in_without_asking

    user, _ = User.objects.get_or_create(username="bench-assistant")
    user.groups.add(Group.objects.get(name=Role.MEDICAL_ASSISTANT))
    client = Client()
    sign_in_without_asking(client, user)
    return client


def page_seconds(client) -> float:
    from bench.timing import seconds

    return median([seconds(lambda: read(client)) for _ in range(WARM_UP + PAGES)][WARM_UP:])


def sql_seconds(client) -> float:
    return median([sum(float(query["time"]) for query in queries(client)) for _ in range(WARM_UP + PAGES)][WARM_UP:])


def count_queries(client) -> float:
    """Without those that begin and end the transaction."""
    return sum(not query["sql"].startswith(("BEGIN", "COMMIT")) for query in queries(client))


def queries(client) -> list[dict]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        read(client)
    return captured.captured_queries


def read(client) -> None:
    from django.urls import reverse

    assert client.get(reverse("followups:worklist")).status_code == 200  # noqa: S101


if __name__ == "__main__":
    main()
