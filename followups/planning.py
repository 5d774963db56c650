"""What is planned to be asked: by the plan, about the first dose, about refills and at the end of wash-outs.

Due is a query over these rows. Planning twice adds nothing, whoever does it and however often.
"""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from django.db import connection
from django.db.models import Q

from core import clinical
from followups.models import CallingRules, FollowUp, Milestone
from prescriptions import supply
from prescriptions.models import Prescription, WashOut

PLAN_MILESTONES = Path(__file__).with_name("sql").joinpath("plan_milestones.sql").read_text()

OPEN, ANSWERED, CLOSED = FollowUp.State.OPEN, FollowUp.State.ANSWERED, FollowUp.State.CLOSED
Kind = FollowUp.Kind


def make_default_plan(**kwargs) -> None:
    """After `migrate`: the plan that a new clinic begins with. One that is there is left alone."""
    CallingRules.objects.now()
    if Milestone.objects.exists():
        return
    names = ("offset_months", "offset_days", "opens_days_before", "closes_days_after", "repeats")
    for values in clinical.FOLLOW_UP_PLAN:
        Milestone.objects.create(**dict(zip(names, values, strict=True)), asks_peg=True, asks_gains=True, asks_cost=True)


def plan_milestones(*, courses: Sequence[int], today: date) -> int:
    """Plan what is missing for the courses with these keys, in one statement; returns how many were planned."""
    with connection.cursor() as cursor:
        cursor.execute(PLAN_MILESTONES, {"courses": list(courses), "today": today})
        return cursor.rowcount


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


def settle(followups, *, state: str, at: datetime) -> int:
    """Settle these open follow-ups; nobody is on the telephone about them any more."""
    return followups.open().update(state=state, settled_at=at, claimed_by=None, claimed_until=None)


def settle_first_dose_question(*, course: Prescription, at: datetime) -> None:
    settle(course.followups.filter(kind=Kind.FIRST_DOSE), state=ANSWERED, at=at)


def close_open(*, course: Prescription, at: datetime) -> None:
    """Close what is still open with its course."""
    settle(course.followups.all(), state=CLOSED, at=at)


def reopen_closed(*, course: Prescription, today: date) -> None:
    """Bring back what had been closed with the course; side effects that were named at the stop go with it."""
    course.followups.filter(state=CLOSED).update(state=OPEN, settled_at=None)
    course.side_effects.filter(response=None).delete()
    plan_milestones(courses=[course.pk], today=today)


def plan_refill(*, course: Prescription, at: datetime, today: date) -> None:
    """Keep the one question about the next refill at the day on which the supply ends.

    A supply that was asked about, or could have been, and has been refilled since leaves an answered question behind.
    """
    reached = supply.of_course(course) if course.is_active else None
    asked = course.followups.open().filter(kind=Kind.REFILL).first()
    if asked and (reached is None or (asked.window_opens_on <= today and not reached.is_refill_due(today))):
        settle(course.followups.filter(pk=asked.pk), state=ANSWERED, at=at)
        asked = None
    if reached is None:
        return
    days = {
        "due_on": reached.until,
        "window_opens_on": reached.until - clinical.REFILL_ASKED_BEFORE,
        "window_closes_on": reached.until,
    }
    if asked:
        course.followups.filter(pk=asked.pk).exclude(**days).update(**days)
    else:
        number = course.followups.filter(kind=Kind.REFILL).count() + 1
        refill = FollowUp(patient_id=course.patient_id, prescription=course, kind=Kind.REFILL, number=number, **days)
        FollowUp.objects.bulk_create([refill], ignore_conflicts=True)


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
