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


@transaction.atomic
def apply(*, write: Write, now: datetime) -> Change:
    """Change the plan, and with it, in this transaction, all that is open in any course. `write` saves its rows.

    The courses are held meanwhile, in the order of their keys: nobody stops or answers one halfway.
    """
    _write(write)
    courses = Prescription.objects.active().order_by("pk").select_for_update(no_key=True)
    ids = list(courses.values_list("pk", flat=True))
    return planning.fit_to_plan(courses=ids, today=timezone.localdate(now), now=now)


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
