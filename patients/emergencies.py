"""What can not wait: it is raised at once, and a clinician acknowledges it by name."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import ClinicSettings, User
from core import outbox
from patients.models import ClinicianTask, Patient
from patients.tasks_for_clinicians import able

NOTICE = "emergency"
RAISED, PASSED_ON = "raised", "passed on"


@transaction.atomic
def raise_emergency(*, patient: Patient, kind: str, heard: str, by: User, owner: User | None = None) -> ClinicianTask:
    """Put an emergency before every clinician; `owner` is whom it goes to first."""
    task = ClinicianTask(
        patient=patient,
        kind=kind,
        what=heard,
        due_on=timezone.localdate(),
        raised_by=by,
        owner=able(owner),
        is_emergency=True,
    )
    task.save_checked()
    outbox.put(kind=NOTICE, object_id=task.pk, occasion=RAISED)
    return task


@transaction.atomic
def acknowledge(*, task: ClinicianTask, now: datetime, by: User) -> None:
    """Take it on by name: the emergency is this clinician's from now on.

    Raises ValidationError if someone else did so before.
    """
    task = ClinicianTask.objects.select_for_update(of=("self",)).select_related("acknowledged_by").get(pk=task.pk)
    if task.acknowledged_by == by:
        return
    if not task.needs_acknowledging:
        raise ValidationError(f"{task.acknowledged_by} has acknowledged this before you.")
    task.save_checked(acknowledged_at=now, acknowledged_by=by, owner=by)


@transaction.atomic
def pass_on(*, now: datetime) -> int:
    """Give what nobody has acknowledged for too long to the covering prescriber; returns how many there were.

    Each is passed on once, whoever runs this and however often.
    """
    late = list(ClinicianTask.objects.to_pass_on(now).select_for_update(of=("self",), skip_locked=True))
    on_call = able(ClinicSettings.objects.now().covering_prescriber) if late else None
    for task in late:
        cover = able(task.owner.covered_by) if task.owner else None
        task.save_checked(owner=cover or on_call or task.owner, passed_on_at=now)
        outbox.put(kind=NOTICE, object_id=task.pk, occasion=PASSED_ON)
    return len(late)
