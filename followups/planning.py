"""What is planned to be asked: by the plan, about the first dose, about refills and at the end of wash-outs.

Due is a query over these rows. Planning twice adds nothing, whoever does it and however often. Whoever plans for a
course holds it, so that nothing is planned for one that is just being stopped.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from core import clinical
from followups.claims import FREE
from followups.models import CallingRules, FollowUp, Milestone
from prescriptions import supply
from prescriptions.models import LostPeriod, Prescription, WashOut

SQL = Path(__file__).with_name("sql")
PLAN = SQL.joinpath("plan.sql").read_text()
ADD = SQL.joinpath("add.sql").read_text()
FIT = SQL.joinpath("fit.sql").read_text()
COUNT = SQL.joinpath("count.sql").read_text()

OPEN, ANSWERED, MISSED = FollowUp.State.OPEN, FollowUp.State.ANSWERED, FollowUp.State.MISSED
CLOSED, WITHDRAWN = FollowUp.State.CLOSED, FollowUp.State.WITHDRAWN
Kind = FollowUp.Kind


class Change(NamedTuple):
    """How many follow-ups a change of the plan concerns."""

    added: int
    moved: int
    withdrawn: int


def make_default_plan(**kwargs) -> None:
    """After `migrate`: the plan that a new clinic begins with. One that is there is left alone."""
    CallingRules.objects.now()
    if Milestone.objects.exists():
        return
    names = ("offset_months", "offset_days", "opens_days_before", "closes_days_after", "repeats")
    for values in clinical.FOLLOW_UP_PLAN:
        Milestone.objects.create(
            **dict(zip(names, values, strict=True)), asks_peg=True, asks_gains=True, asks_cost=True
        )


# --- milestones ---------------------------------------------------------------------------------------------


def plan_milestones(*, courses: Sequence[int], today: date, due_from: date = date.min) -> int:
    """Plan what is missing for the courses with these keys, in one statement; returns how many were planned.

    `due_from` leaves out what fell due earlier, though it could still be asked: of imported history nobody asks that.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLAN + ADD, _parameters(courses, today, timezone.now(), due_from))
        return cursor.rowcount


def without_next(*, today: date, after: int = 0) -> QuerySet[Prescription]:
    """Active courses of patients who are not lost, where no milestone is to come; those after the one with this key.

    The key bounds what is planned, too: otherwise each batch would read all that the ones before it have planned.
    """
    to_come = FollowUp.objects.open().filter(prescription=OuterRef("pk"), kind=Kind.MILESTONE, prescription__gt=after)
    lost = LostPeriod.objects.covering(today).filter(prescription=OuterRef("pk"))
    courses = Prescription.objects.active().filter(pk__gt=after)
    return courses.exclude(Exists(to_come)).exclude(Exists(lost)).order_by("pk")


def fit_to_plan(*, courses: Sequence[int] | None, today: date, now: datetime) -> Change:
    """Make what is open as the plan wants it, for the courses given or for all: add, move, withdraw. What is settled
    stays, and so does what someone is on the telephone about."""
    return _change(FIT, courses, today, now)


def what_fitting_changes(*, courses: Sequence[int] | None, today: date, now: datetime) -> Change:
    """What `fit_to_plan` would change, without doing it."""
    return _change(COUNT, courses, today, now)


def _change(then: str, courses: Sequence[int] | None, today: date, now: datetime) -> Change:
    with connection.cursor() as cursor:
        cursor.execute(PLAN + then, _parameters(courses, today, now))
        return Change(*cursor.fetchone())


def _parameters(courses: Sequence[int] | None, today: date, now: datetime, due_from: date = date.min) -> dict:
    return {
        "courses": None if courses is None else list(courses),
        "today": today,
        "now": now,
        "due_from": due_from,
    }


# --- settling -----------------------------------------------------------------------------------------------


def settle(followups: QuerySet[FollowUp], *, state: str, at: datetime) -> int:
    """Settle these open follow-ups; nobody is on the telephone about them any more."""
    return followups.open().update(state=state, settled_at=at, **FREE)


def settle_first_dose_question(*, course: Prescription, at: datetime) -> None:
    settle(course.followups.filter(kind=Kind.FIRST_DOSE), state=ANSWERED, at=at)


def close_open(*, course: Prescription, at: datetime) -> None:
    """Close what is still open with its course."""
    settle(course.followups.all(), state=CLOSED, at=at)


def reopen_closed(*, course: Prescription, at: datetime) -> None:
    """Bring back what had been closed with the course, as the plan is now; what could not be asked meanwhile is
    missed. Side effects that were named at the stop go with it."""
    today = timezone.localdate(at)
    closed = course.followups.filter(state=CLOSED)
    closed.filter(kind=Kind.MILESTONE, window_closes_on__lt=today).update(state=MISSED, settled_at=at)
    closed.update(state=OPEN, settled_at=None)
    course.side_effects.filter(response=None).delete()
    fit_to_plan(courses=[course.pk], today=today, now=at)


# --- first dose, refills, wash-outs ---------------------------------------------------------------------------


def plan_first_dose_question(*, course: Prescription) -> None:
    due_on = course.prescribed_on + clinical.FIRST_DOSE_QUESTION_AFTER
    question = FollowUp(
        patient_id=course.patient_id,
        prescription=course,
        kind=Kind.FIRST_DOSE,
        due_on=due_on,
        window_opens_on=due_on - clinical.FIRST_DOSE_QUESTION_OPENS_BEFORE,
        window_closes_on=due_on + clinical.FIRST_DOSE_QUESTION_CLOSES_AFTER,
    )
    FollowUp.objects.bulk_create([question], ignore_conflicts=True)


def plan_refills(*, courses: Sequence[int], at: datetime) -> list[int]:
    """Keep the one question about the next refill of each course at the day on which its supply ends; returns the keys
    of the courses where that was not so. The queries do not grow with the courses.

    A supply that was asked about, or could have been, and has been refilled since leaves an answered question behind.
    """
    of_these = FollowUp.objects.filter(kind=Kind.REFILL, prescription__in=courses)
    asked = {refill.prescription_id: refill for refill in of_these.open()}
    last = Max("followups__number", filter=Q(followups__kind=Kind.REFILL), default=0)
    of_course = Prescription.objects.filter(pk__in=courses).annotate(last_refill=last).prefetch_related(*supply.READS)
    changes = [
        change
        for course in of_course
        for change in _refill_changes(course, asked.get(course.pk), course.last_refill, timezone.localdate(at))
    ]
    for state in (ANSWERED, WITHDRAWN):
        settle(of_these.filter(pk__in=[row.pk for row in changes if row.state == state]), state=state, at=at)
    still_open = [row for row in changes if row.state == OPEN]
    FollowUp.objects.bulk_update(
        [row for row in still_open if row.pk], ["due_on", "window_opens_on", "window_closes_on"], batch_size=500
    )
    FollowUp.objects.bulk_create([row for row in still_open if not row.pk], ignore_conflicts=True)
    return sorted({row.prescription_id for row in changes})


def _refill_changes(course: Prescription, asked: FollowUp | None, last: int, today: date) -> Iterable[FollowUp]:
    """The rows to save, each with its new state or days."""
    reached = supply.of_course(course) if course.is_active else None
    if asked and reached is None:
        asked.state = WITHDRAWN
        yield asked
        return
    if asked and asked.window_opens_on <= today and not reached.is_refill_due(today):
        asked.state = ANSWERED
        yield asked
        asked = None
    if reached is None or (asked and asked.due_on == reached.until):
        return
    refill = asked or FollowUp(
        patient_id=course.patient_id, prescription_id=course.pk, kind=Kind.REFILL, number=last + 1
    )
    refill.due_on = refill.window_closes_on = reached.until
    refill.window_opens_on = reached.until - clinical.REFILL_ASKED_BEFORE
    yield refill


def plan_wash_out_call(*, wash_out: WashOut, at: datetime) -> None:
    """Keep the call on the last day of a wash-out: it moves with its end, is answered when the patient was asked, and
    is closed when nobody waits any more."""
    call = FollowUp.objects.filter(wash_out=wash_out)
    if not wash_out.is_open or wash_out.ends_on is None:
        settle(call, state=CLOSED, at=at)
        return
    if wash_out.none_since_asked_on:
        settle(call, state=ANSWERED, at=at)
        return
    days = dict.fromkeys(("due_on", "window_opens_on", "window_closes_on"), wash_out.ends_on)
    state = {"state": OPEN, "settled_at": None}
    FollowUp.objects.bulk_create(
        [FollowUp(patient_id=wash_out.patient_id, wash_out=wash_out, kind=Kind.WASH_OUT, **days)], ignore_conflicts=True
    )
    call.exclude(Q(**days) & Q(**state)).update(**days, **state)
