"""Changes of the follow-up plan: what one would change, and doing it. What is settled stays as it is."""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from followups import planning
from followups.models import CallingRules, Milestone
from followups.planning import Change
from prescriptions.models import Prescription

Write = Callable[[], object]


# Active courses (about four open follow-ups each) that are changed while the administrator waits: a second or two. Of a
# larger clinic the scheduler changes so many at once.
COURSES_AT_ONCE = 1000


@transaction.atomic
def apply(*, write: Write, now: datetime) -> Change | None:
    """Change the plan; `write` saves its rows. What is open in any course goes with it in this transaction.

    Where there are more courses than can be changed while somebody waits, the plan alone is changed, and the scheduler
    goes on with the rest (`go_on`): None. The courses are held meanwhile, in the order of their keys: nobody stops or
    answers one halfway.
    """
    _write(write)
    is_small = Prescription.objects.active().count() <= COURSES_AT_ONCE
    _reached(None if is_small else 0)
    return planning.fit_to_plan(courses=_hold_after(0), today=timezone.localdate(now), now=now) if is_small else None


@transaction.atomic
def go_on(*, now: datetime) -> bool:
    """Apply a changed plan to the next courses; False once it is applied to all, or someone else is at it."""
    waiting = CallingRules.objects.filter(applied_up_to__isnull=False).select_for_update(skip_locked=True).first()
    if waiting is None:
        return False
    courses = _hold_after(waiting.applied_up_to)
    planning.fit_to_plan(courses=courses, today=timezone.localdate(now), now=now)
    _reached(courses[-1] if courses else None)
    return bool(courses)


def _hold_after(reached: int) -> list[int]:
    """The next active courses after this one."""
    courses = Prescription.objects.active().filter(pk__gt=reached).order_by("pk").select_for_update(no_key=True)
    return list(courses.values_list("pk", flat=True)[:COURSES_AT_ONCE])


def _reached(course: int | None) -> None:
    CallingRules.objects.filter(pk=CallingRules.ONLY).update(applied_up_to=course)


def preview(*, write: Write, now: datetime) -> Change:
    """What `apply` would change, by the same statement; nothing is kept."""
    with transaction.atomic():
        _write(write)
        change = planning.what_fitting_changes(courses=None, today=timezone.localdate(now), now=now)
        transaction.set_rollback(True)
    return change


def _write(write: Write) -> None:
    # The rules' version is the whole plan's: whoever looked at another plan is refused.
    CallingRules.objects.filter(pk=CallingRules.ONLY).update(version=F("version") + 1)
    write()
    if not Milestone.objects.in_force().filter(repeats=True).exists():
        raise ValidationError(
            "One milestone has to repeat, or nobody would be asked any more after the last one. Let another one repeat "
            "first."
        )


def save_milestone(milestone: Milestone) -> None:
    """Only one repeats: one that begins to takes that over from the other."""
    if milestone.repeats:
        others = Milestone.objects.in_force().filter(repeats=True).exclude(pk=milestone.pk)
        others.update(repeats=False, version=F("version") + 1)
    milestone.save_checked()


def withdraw_milestone(milestone: Milestone, *, now: datetime) -> None:
    milestone.save_checked(withdrawn_at=now)
