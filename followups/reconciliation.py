"""The nightly check that nobody is forgotten: whatever is not as it has to be is put right, and leaves a trace."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone

from core import heartbeat
from followups import planning
from followups.models import FollowUp, NightlyCheck, Repair
from prescriptions.models import Prescription, WashOut

logger = logging.getLogger(__name__)

HEARTBEAT = "nightly check"
# The clinic's clock. Where clocks change at this hour, the first pass after it makes the check.
FROM_HOUR = 2
BATCH = 500
BATCHES_A_PASS = 20
# Held while a check is begun.
BEGIN_LOCK = 400_002


def go_on(*, now: datetime) -> None:
    """Begin the check of the day once the hour has come, and go on with one that has begun, for some batches."""
    _begin(now, only_if_due=True)
    for _ in range(BATCHES_A_PASS):
        if not _check_a_batch(now):
            return


def check_all(*, now: datetime) -> NightlyCheck:
    """Make a whole check now, whatever the hour."""
    _begin(now)
    while _check_a_batch(now):
        pass
    return NightlyCheck.objects.latest()


@transaction.atomic
def _begin(now: datetime, *, only_if_due: bool = False) -> None:
    """Begin a check, unless one is under way. Passes that find it due at the same moment ask again one by one: or the
    slower one would begin a second check, once the first is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BEGIN_LOCK])
    if _is_due(now) or not only_if_due:
        NightlyCheck.objects.bulk_create([NightlyCheck(began_at=now)], ignore_conflicts=True)


def _is_due(now: datetime) -> bool:
    last = NightlyCheck.objects.order_by("began_at").last()
    local = timezone.localtime(now)
    return local.hour >= FROM_HOUR and (last is None or timezone.localdate(last.began_at) < local.date())


@transaction.atomic
def _check_a_batch(now: datetime) -> bool:
    """Check the next courses; after the last of them the wash-outs. False once the check is over."""
    check = NightlyCheck.objects.select_for_update(skip_locked=True).filter(finished_at=None).first()
    if check is None:
        return False  # there is none, or someone else is at it
    active = Prescription.objects.active().filter(pk__gt=check.reached).order_by("pk")
    courses = list(active.select_for_update(no_key=True).values_list("pk", flat=True)[:BATCH])
    if courses:
        check.reached = courses[-1]
        _repair_courses(check, courses, now)
    else:
        _repair_wash_outs(check, now)
        check.finished_at = now
        heartbeat.stamp(HEARTBEAT, now=now)
    check.save()
    return check.finished_at is None


def _repair_courses(check: NightlyCheck, courses: list[int], now: datetime) -> None:
    before = _days_planned(courses)
    planning.fit_to_plan(courses=courses, today=timezone.localdate(now), now=now)
    after = _days_planned(courses)
    withdrawn = _withdrawn_from(courses, now)
    changed = {course for course, _ in after - before} | withdrawn
    # Told by what is new, not by what was missing: while this goes on, a pass may mark the last one as missed.
    open_before = {pk for _, (pk, *_) in before}
    had_one = {course for course, (pk, *_) in after if pk in open_before}
    without = changed - had_one - withdrawn
    _trace(check, Repair.Kind.NO_NEXT, "prescription", sorted(without))
    _trace(check, Repair.Kind.OFF_PLAN, "prescription", sorted(changed - without))
    _trace(check, Repair.Kind.REFILL, "prescription", planning.plan_refills(courses=courses, at=now))


def _days_planned(courses: list[int]) -> set[tuple[int, tuple]]:
    rows = FollowUp.objects.open().filter(prescription__in=courses, kind=FollowUp.Kind.MILESTONE)
    days = rows.values_list("prescription", "pk", "due_on", "window_opens_on", "window_closes_on")
    return {(course, tuple(rest)) for course, *rest in days}


def _withdrawn_from(courses: list[int], now: datetime) -> set[int]:
    """Asked for by their state: what else is gone from the open ones was settled by someone else meanwhile."""
    rows = FollowUp.objects.filter(prescription__in=courses, state=FollowUp.State.WITHDRAWN, settled_at=now)
    return set(rows.values_list("prescription", flat=True))


def _repair_wash_outs(check: NightlyCheck, now: datetime) -> None:
    waits = Q(released_at=None, cancelled_at=None, none_since_asked_on=None, ends_on__isnull=False)
    has_call = Q(followups__state=FollowUp.State.OPEN, followups__due_on=F("ends_on"))
    is_called = Q(followups__state=FollowUp.State.OPEN)
    wrong = WashOut.objects.filter((waits & ~has_call) | (~waits & is_called)).distinct()
    repaired = []
    for wash_out in wrong.order_by("pk"):
        planning.plan_wash_out_call(wash_out=wash_out, at=now)
        repaired.append(wash_out.pk)
    _trace(check, Repair.Kind.WASH_OUT, "wash_out", repaired)


def _trace(check: NightlyCheck, kind: str, field: str, ids: Iterable[int]) -> None:
    ids = list(ids)
    if not ids:
        return
    logger.warning("Nightly check: %s put right, %s: %s", len(ids), kind, ids)
    Repair.objects.bulk_create(Repair(check_made=check, kind=kind, **{f"{field}_id": pk}) for pk in ids)


def last_check() -> NightlyCheck | None:
    """The last check that was finished, with `put_right`: (how many, what they were) of each kind."""
    check = NightlyCheck.objects.filter(finished_at__isnull=False).order_by("finished_at").last()
    if check:
        counts = check.repairs.order_by().values_list("kind").annotate(Count("pk"))
        check.put_right = [(count, Repair.Kind(kind).label) for kind, count in sorted(counts)]
    return check
