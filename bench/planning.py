"""Planning many follow-ups by the scheduler's batches, against one INSERT ... SELECT written by hand for the case."""

import argparse
import logging
from datetime import datetime
from functools import partial
from statistics import median

import django

FOLLOW_UPS = 1_000_000

# What one would write who knows that nothing is planned, answered or lost, and that no milestone comes twice: the same
# rows, into the same table with its constraints, indexes and triggers.
BY_HAND = """
    WITH calendar AS (
        SELECT day::date, min(day::date) FILTER (
            WHERE extract(isodow FROM day) = ANY ((SELECT works_on FROM followups_callingrules)::integer[])
                AND day NOT IN (SELECT day FROM followups_holiday)
        ) OVER (ORDER BY day DESC) AS worked
        FROM generate_series(%(today)s::date, %(today)s::date + 400, '1 day') AS day
    )
    INSERT INTO followups_followup (
        patient_id, prescription_id, kind, milestone_id, number, after_months, after_days, due_on, window_opens_on,
        window_closes_on, state, version
    )
    SELECT
        patient_id, course.id, 'milestone', milestone.id, 1, offset_months, offset_days,
        CASE WHEN worked <= plain.due_on + closes_days_after THEN worked ELSE plain.due_on END,
        plain.due_on - opens_days_before, plain.due_on + closes_days_after, 'open', 1
    FROM prescriptions_prescription AS course
    CROSS JOIN followups_milestone AS milestone
    CROSS JOIN LATERAL (
        SELECT (first_dose_on + make_interval(months => offset_months, days => offset_days))::date AS due_on
    ) AS plain
    JOIN calendar ON calendar.day = plain.due_on
    WHERE course.state = 'active' AND course.voided_at IS NULL
"""
# Whatever was planned, in the order of its keys, without them.
FINGERPRINT = """
    SELECT md5(string_agg(planned::text, '' ORDER BY planned)) FROM (
        SELECT patient_id, prescription_id, kind, milestone_id, number, after_months, after_days, due_on,
            window_opens_on, window_closes_on, state, version, settled_at
        FROM followups_followup
    ) AS planned
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench planning")
    parser.add_argument("--follow-ups", type=int, default=FOLLOW_UPS)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    django.setup()
    measure(follow_ups=options.follow_ups, rounds=options.rounds)


def measure(*, follow_ups: int, rounds: int) -> None:
    from django.utils import timezone

    from bench import database
    from bench.timing import in_turn, say, say_load, say_ratio
    from followups.models import Milestone

    say_load()
    database.migrate()
    now = timezone.now()
    courses = follow_ups // Milestone.objects.in_force().count()
    database.start_courses(courses=courses, last_first_dose_on=timezone.localdate(now))
    database.vacuum()
    say("courses, milestones of each", f"{courses}, {Milestone.objects.in_force().count()}")
    fingerprints = set()
    variants = {
        f"{how}, {audit}": partial(one_run, work, now, audit == "audited", fingerprints)
        for audit in ("audited", "not audited")
        for how, work in (("by the product", by_the_product), ("by hand", by_hand))
    }
    taken = in_turn(variants, rounds)
    for audit in ("audited", "not audited"):
        ours, theirs = taken[f"by the product, {audit}"], taken[f"by hand, {audit}"]
        say_ratio(f"planned by the product, against by hand, {audit}", ours, theirs)
    for how in ("by the product", "by hand"):
        cost = median(a - b for a, b in zip(taken[f"{how}, audited"], taken[f"{how}, not audited"], strict=True))
        say(f"of it the audit, {how}", f"{cost:.1f} s")
    say("different results", str(len(fingerprints) - 1))
    say_load()


def one_run(work, now: datetime, is_audited: bool, fingerprints: set[str]) -> float:
    """Plan everything from nothing; returns the seconds that it took."""
    from contextlib import nullcontext

    from django.db import connection

    from bench import database
    from bench.timing import seconds

    database.execute("TRUNCATE followups_followup, followups_followupevent CASCADE")
    with nullcontext() if is_audited else database.not_audited("followups_followup"):
        taken = seconds(lambda: work(now))
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        fingerprints.add(cursor.fetchone()[0])
    return taken


def by_the_product(now: datetime) -> None:
    """As many passes of the scheduler as it takes."""
    from django.utils import timezone

    from followups import planning, tick

    logging.disable(logging.WARNING)
    while planning.without_next(today=timezone.localdate(now)).exists():
        tick.plan_what_is_missing(now=now)
    logging.disable(logging.NOTSET)


def by_hand(now: datetime) -> None:
    from django.db import transaction
    from django.utils import timezone

    from bench import database

    with transaction.atomic():
        database.execute(BY_HAND, {"today": timezone.localdate(now)})


if __name__ == "__main__":
    main()
