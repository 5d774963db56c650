"""What a contact has raised and a clinician has to decide. (Celery's tasks are elsewhere.)"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from core import outbox
from patients.models import ClinicianTask, Patient

NOTICE = "clinician_task"
HANDED_OVER = "tasks_handed_over"


@transaction.atomic
def raise_task(
    *, patient: Patient, kind: str, what: str, by: User, owner: User | None = None, instead_of: str = ""
) -> ClinicianTask:
    """Put a task before its owner, or before all clinicians, for today, and tell them by e-mail that one waits.

    Words beyond what a task holds are cut off: the chart has them. Where the same is told once more, `instead_of` are
    the words of the first time: a task with them that is open gets the new words, and nobody is told twice.
    """
    what = _cut_off(what)
    if instead_of:
        waiting = ClinicianTask.objects.open().filter(patient=patient, kind=kind, what__in=(what, _cut_off(instead_of)))
        if task := waiting.first():
            task.save_checked(what=what)
            return task
    task = ClinicianTask(
        patient=patient, kind=kind, what=what, due_on=timezone.localdate(), raised_by=by, owner=able(owner)
    )
    task.save_checked()
    outbox.put(kind=NOTICE, object_id=task.pk)
    return task


def _cut_off(what: str) -> str:
    return Truncator(what).chars(ClinicianTask._meta.get_field("what").max_length)


def able(owner: User | None) -> User | None:
    """The owner, if this one still works here and may close tasks; else nobody, so that the task is everyone's."""
    return owner if owner and owner.is_active and owner.may_own_tasks else None


@transaction.atomic
def close_open(*, patient: Patient, kind: str, note: str, by: User) -> None:
    """The patient's open tasks of a kind are settled by something else that was done."""
    for task in ClinicianTask.objects.open().select_for_update().filter(patient=patient, kind=kind):
        task.save_checked(done_at=timezone.now(), done_by=by, done_note=note)


@transaction.atomic
def close_task(*, task: ClinicianTask, note: str, by: User) -> None:
    """Say what was decided."""
    task = ClinicianTask.objects.select_for_update().get(pk=task.pk)
    if task.done_at:
        raise ValidationError("This task is done already.")
    task.save_checked(done_at=timezone.now(), done_by=by, done_note=note)


@transaction.atomic
def hand_over(*, seen: Iterable[tuple[int, int]], to: User | None, now: datetime, by: User) -> int:
    """Give open tasks to one clinician, or back to all; returns how many were.

    `seen` are the (id, version) that the user looked at: what someone else has changed since is left alone.
    """
    as_seen = reduce(or_, (Q(pk=pk, version=version) for pk, version in seen), Q(pk__in=[]))
    count = ClinicianTask.objects.seen_by(by).open().filter(as_seen).update(owner=to, version=F("version") + 1)
    if count and to and to != by:
        outbox.put(kind=HANDED_OVER, object_id=to.pk, occasion=now.isoformat())
    return count
