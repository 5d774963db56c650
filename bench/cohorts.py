"""What built cohorts cost at size, over a database filled by make_cohort: counts after each filter, two cohorts side by
side, and curves over time, each against SQL by hand or numpy on the same rows. One line a measure.

Times are medians of runs that alternate between the two that are compared, and both have to find the same.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date

import django

from bench.reports import most_memory, paired
from bench.timing import say, say_load, seconds

FILTERS = {
    "sex": ["F"],
    "age_from": 40,
    "age_to": 59,
    "diagnoses": ["M54"],
    "starting_dose_to": "1.5",
    "courses": "all",
}
WOMEN, MEN = {"sex": ["F"], "courses": "all"}, {"sex": ["M"], "courses": "all"}
# Courses and patients left after each of these filters, as one would write it by hand: one pass.
LEFT_AFTER = (
    "true",
    "patient.sex = 'F'",
    "extract(year FROM age(kept.prescribed_on, patient.date_of_birth)) BETWEEN 40 AND 59",
    "left(course.primary_indication, 3) = 'M54'",
    "kept.starting_dose_mg <= 1.5",
)
COUNTED = """
    FROM reports_keptoutcome kept
    JOIN prescriptions_prescription course ON course.id = kept.prescription_id
    JOIN patients_patient patient ON patient.id = kept.patient_id
"""
SIDE = """
    SELECT category, stop_reason, side_effects_asked, side_effects <> '{{}}', relief_percent, count(*)
    FROM reports_keptoutcome kept JOIN patients_patient patient ON patient.id = kept.patient_id
    WHERE patient.sex = '{sex}' GROUP BY 1, 2, 3, 4, 5
"""
IN_BOTH = """
    SELECT count(DISTINCT kept.patient_id)
    FROM reports_keptoutcome kept JOIN patients_patient patient ON patient.id = kept.patient_id
    WHERE patient.sex = 'F' AND kept.patient_id IN (
        SELECT other.patient_id FROM reports_keptoutcome other
        JOIN patients_patient man ON man.id = other.patient_id WHERE man.sex = 'M'
    )
"""
# (days, whether LDN was stopped) of every course: who was lost, up to the last answer.
WATCHED = """
    SELECT
        CASE WHEN kept.category = 'lost' THEN GREATEST(0, (
            SELECT max(asked_on) FROM followups_response answer
            WHERE answer.prescription_id = kept.prescription_id AND answer.voided_at IS NULL
        ) - kept.first_dose_on) ELSE LEAST(%(today)s::date, kept.stopped_on) - kept.first_dose_on END AS day,
        kept.stop_reason IS NOT NULL AS is_stop
    FROM reports_keptoutcome kept WHERE kept.is_started
"""
BY_DAY = f"SELECT day, count(*) FILTER (WHERE is_stop), count(*) FROM ({WATCHED}) course GROUP BY day ORDER BY day"


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench cohorts")
    parser.add_argument("--prescriptions", type=int, default=1_000_000)
    options = parser.parse_args()
    django.setup()
    from django.core.management import call_command

    from bench import database

    say_load()
    database.migrate()
    began = time.perf_counter()
    call_command("make_cohort", prescriptions=options.prescriptions)
    say("make_cohort", f"{time.perf_counter() - began:.0f} s")
    database.vacuum()
    measure()
    say_load()


def measure() -> None:
    """Over what is in the database."""
    from django.utils import timezone

    today, user = timezone.localdate(), _clinician()
    filter_counts(today, user)
    comparison(today, user)
    curves(today)
    arithmetic(today)
    pages(user)


def _clinician():
    from django.contrib.auth.models import Group

    from accounts.models import User
    from accounts.permissions import Role

    user, _ = User.objects.get_or_create(username="bench-clinician")
    user.groups.add(Group.objects.get(name=Role.CLINICIAN))
    return User.objects.get(pk=user.pk)


def _saved(user, filters: dict):
    from reports.building.form import CohortForm
    from reports.models import SavedCohort

    form = CohortForm(data=filters, by=user)
    if not form.is_valid():
        raise ValueError(form.errors)
    return SavedCohort.objects.same_as(form.kept(), by=user)


def _rows(statement: str, parameters: dict | None = None) -> list[tuple]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def same(name: str, ours: object, theirs: object) -> None:
    if ours != theirs:
        raise AssertionError(f"{name}: {ours} is not {theirs}")


def filter_counts(today: date, user) -> None:
    from reports.building.counting import left_after_each

    cohort = _saved(user, FILTERS).cohort(as_of=today, by=user)
    steps = [" AND ".join(LEFT_AFTER[: n + 1]) for n in range(len(LEFT_AFTER))]
    counts = [f"count({what}) FILTER (WHERE {step})" for step in steps for what in ("*", "DISTINCT kept.patient_id")]
    statement = f"SELECT {', '.join(counts)} {COUNTED}"

    def ours() -> list[int]:
        return [count for left in left_after_each(cohort) for count in (left.courses, left.patients)]

    def theirs() -> list[int]:
        return list(_rows(statement)[0])

    same("filter counts", ours(), theirs())
    paired(f"left after each of {len(LEFT_AFTER) - 1} filters, against SQL by hand", ours, theirs)


def comparison(today: date, user) -> None:
    from reports.comparing.page import compare
    from reports.statistics import Test

    women, men = (_saved(user, filters).cohort(as_of=today, by=user) for filters in (WOMEN, MEN))

    def ours():
        return compare(women, men, test=Test.AUTOMATIC, denominator="prescribed", under=0)

    def theirs() -> list[list[tuple]]:
        return [_rows(statement) for statement in (SIDE.format(sex="F"), SIDE.format(sex="M"), IN_BOTH)]

    found, by_hand = ours(), theirs()
    sides = [side.within("prescribed") for side in (found.first, found.second)]
    same("courses compared", sides, [sum(row[-1] for row in rows) for rows in by_hand[:2]])
    paired("women against men: counts, tests and overlap, against SQL alone", ours, theirs)


def curves(today: date) -> None:
    """The whole curve with its interval and median, from the rows on."""
    import numpy

    from reports.cohorts import Cohort
    from reports.over_time.counts import GroupedBy, days_on_ldn, days_to_response
    from reports.over_time.curves import Stops
    from reports.statistics import kaplan_meier

    cohort = Cohort(as_of=today, all_courses=True)

    def ours() -> list[float]:
        [group] = days_on_ldn(cohort, GroupedBy.NOTHING).drawn
        return [step.share for step in kaplan_meier(group.times(Stops.EVERY.events)).steps]

    def theirs() -> list[float]:
        rows = numpy.array(_rows(BY_DAY, {"today": today}))
        return _curve_of_numpy(rows[:, 1], rows[:, 2]).tolist()

    _same_curve(ours(), theirs())
    paired("Kaplan-Meier of the time on LDN, against SQL by hand and numpy", ours, theirs)
    say("the same by sex, once", f"{seconds(lambda: days_on_ldn(cohort, GroupedBy.SEX)):.2f} s")
    say("the same by indication, once", f"{seconds(lambda: days_on_ldn(cohort, GroupedBy.INDICATION)):.2f} s")
    say("days to the first response, once", f"{seconds(lambda: days_to_response(cohort)):.2f} s")


def arithmetic(today: date) -> None:
    """Without the database: of grouped days, against numpy on the rows themselves, a course each."""
    import numpy

    from reports.statistics import kaplan_meier

    rows = numpy.array(_rows(WATCHED, {"today": today}), dtype=int)
    days, is_stop = rows[:, 0], rows[:, 1].astype(bool)
    distinct, events = numpy.unique(days[is_stop], return_counts=True)
    stops = dict(zip(distinct.tolist(), events.tolist(), strict=True))
    distinct, counts = numpy.unique(days, return_counts=True)
    times = {
        day: (stops.get(day, 0), n - stops.get(day, 0))
        for day, n in zip(distinct.tolist(), counts.tolist(), strict=True)
    }

    def theirs() -> object:
        found, place = numpy.unique(days, return_inverse=True)
        return _curve_of_numpy(numpy.bincount(place, is_stop, len(found)), numpy.bincount(place))

    _same_curve([step.share for step in kaplan_meier(times).steps], theirs().tolist())
    paired(
        f"the curve of {len(times)} days alone, against numpy on {len(days)} rows", lambda: kaplan_meier(times), theirs
    )


def _curve_of_numpy(events, counts):
    at_risk = counts.sum() - counts.cumsum() + counts
    return (1 - events / at_risk).cumprod()


def _same_curve(ours: list[float], theirs: list[float]) -> None:
    same("days of the curve", len(ours), len(theirs))
    furthest = max(abs(one - other) for one, other in zip(ours, theirs, strict=True))
    same("curve", furthest < 1e-9, True)


def pages(user) -> None:
    """As a web worker answers them, each once after one that is not measured."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.signing_in import sign_in_without_asking

    # Otherwise the pages would want `collectstatic` first.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    client = Client()
    sign_in_without_asking(client, user)
    one, other = _saved(user, WOMEN).pk, _saved(user, FILTERS).pk
    for address in (
        f"/outcomes/cohorts/{other}/",
        f"/outcomes/compare/?a={one}&b={other}",
        "/outcomes/over-time/?courses=all",
        f"/outcomes/over-time/?cohort={other}&by=sex",
    ):
        _page(client, address, CaptureQueriesContext(connection))
    say("memory of the process that did all this", f"{most_memory()} MB")


def _page(client, address: str, queries) -> None:
    get: Callable[[], object] = lambda: client.get(address)  # noqa: E731
    get()
    with queries:
        took = seconds(lambda: same(address, get().status_code, 200))
    transaction = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    count = sum(not query["sql"].startswith(transaction) for query in queries)
    shown = address.partition("?")[0].rstrip("0123456789/") + "/"
    say(f"the page {shown}", f"{1000 * took:.0f} ms, {count} queries")


if __name__ == "__main__":
    main()
