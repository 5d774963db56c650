"""One scheduler pass. It finds its work by query, so a late, doubled or missed pass does no harm.

Each step is made whatever becomes of the others, in batches that are a transaction each. What is due on the worklist
is a query, and waits for none of them.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone

from core import drafts, heartbeat, outbox, submissions
from followups import claims, digest, plan_changes, planning, reconciliation
from followups.models import FollowUp
from patients import emergencies
from patients.appointments import folder

logger = logging.getLogger(__name__)

BATCH = 1000
# Batches of a step in one pass; the next pass goes on. A clock that jumps a year ahead is noticed before it has closed
# every window, and no pass comes near the time limit of its task.
BATCHES_A_PASS = 20

# Held while a browser that found an old heartbeat makes a pass: others don't make the same.
CATCH_UP_LOCK = 400_001
SECONDS_TO_SEND_FOR_A_BROWSER = 10


def tick(*, now: datetime, seconds_to_send: int = outbox.MOST_SECONDS) -> bool:
    """Close what was missed, plan what is missing, free what nobody holds any more; then say that the pass was made,
    and send what waits. Returns whether each step went through: only then is there a heartbeat."""
    results = [_goes_through(step, now) for step in STEPS]
    if all(results):
        with transaction.atomic():
            heartbeat.tell_of_gap(heartbeat.TICK, now=now)
            heartbeat.stamp(heartbeat.TICK, now=now)
    outbox.deliver(now=now, seconds=seconds_to_send)  # last, since a mail server that hangs takes its time
    return all(results)


def catch_up(*, now: datetime) -> bool:
    """Make the pass that is overdue, unless it isn't, or someone is making it; returns whether it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [CATCH_UP_LOCK])
        if not cursor.fetchone()[0]:
            return False
        try:
            is_overdue = heartbeat.is_stale(heartbeat.last(heartbeat.TICK), now=now)
            return is_overdue and tick(now=now, seconds_to_send=SECONDS_TO_SEND_FOR_A_BROWSER)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [CATCH_UP_LOCK])


def _goes_through(step: Callable[..., None], now: datetime) -> bool:
    try:
        step(now=now)
    except Exception:
        logger.exception("A step of the scheduler's pass failed: %s", step.__name__)
        return False
    return True


# --- the steps ----------------------------------------------------------------------------------------------


def miss_closed_windows(*, now: datetime) -> None:
    """Mark those whose window has closed as missed."""
    _in_batches(lambda after: _miss_a_batch(now))


@transaction.atomic
def _miss_a_batch(now: datetime) -> int:
    closed = FollowUp.objects.window_closed_by(timezone.localdate(now)).select_for_update(skip_locked=True)
    ids = list(closed.values_list("pk", flat=True)[:BATCH])
    return planning.settle(FollowUp.objects.filter(pk__in=ids), state=FollowUp.State.MISSED, at=now)


def apply_changed_plan(*, now: datetime) -> None:
    """Go on with a change of the plan that concerns more courses than the administrator could wait for."""
    _in_batches(lambda after: plan_changes.go_on(now=now))


def plan_what_is_missing(*, now: datetime) -> None:
    """Plan the next follow-up of active courses that have none to come. Nobody plans for who is lost."""
    _in_batches(lambda after: _plan_a_batch(now, after=after))


@transaction.atomic
def _plan_a_batch(now: datetime, *, after: int) -> int:
    """Plan for the next courses after this one; returns the last of them. So none is looked at twice in a pass, and
    one for which nothing can be planned holds up nobody."""
    today = timezone.localdate(now)
    courses = planning.without_next(today=today, after=after)
    ids = list(courses.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True)[:BATCH])
    if ids:
        planning.plan_milestones(courses=ids, today=today)
    return ids[-1] if ids else 0


def _in_batches(make_batch: Callable[[int], int]) -> None:
    """Each batch gets what the one before it returned; nothing is left to do once one returns 0."""
    reached = 0
    for _ in range(BATCHES_A_PASS):
        reached = make_batch(reached)
        if not reached:
            return
    logger.warning("A step: more is left than a pass does; the next goes on")


def free_claims(*, now: datetime) -> None:
    claims.release_ended(now=now)


def check_nightly(*, now: datetime) -> None:
    reconciliation.go_on(now=now)


def pass_on_emergencies(*, now: datetime) -> None:
    emergencies.pass_on(now=now)


def read_appointments(*, now: datetime) -> None:
    folder.read_folder(now=now)


def write_digests(*, now: datetime) -> None:
    digest.write_digests(now=now)


@transaction.atomic
def forget_what_is_over(*, now: datetime) -> None:
    drafts.discard_old(now=now)
    submissions.discard_old(now=now)
    Session.objects.filter(expire_date__lt=now).delete()


STEPS = (
    pass_on_emergencies,
    read_appointments,
    miss_closed_windows,
    apply_changed_plan,
    plan_what_is_missing,
    free_claims,
    check_nightly,
    write_digests,
    forget_what_is_over,
)
