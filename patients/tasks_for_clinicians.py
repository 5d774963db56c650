"""What a contact has raised and a clinician has to decide. (Celery's tasks are elsewhere.)"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import User
from core import outbox
from patients.models import ClinicianTask, Patient

NOTICE = "clinician_task"


@transaction.atomic
def raise_task(*, patient: Patient, kind: str, what: str, by: User) -> ClinicianTask:
    """Put a task before the clinicians for today, and tell them by e-mail that one waits. Words beyond what a task
    holds are cut off: the chart has them."""
    longest = ClinicianTask._meta.get_field("what").max_length
    task = ClinicianTask(
        patient=patient, kind=kind, what=Truncator(what).chars(longest), due_on=timezone.localdate(), raised_by=by
    )
    task.save_checked()
    outbox.put(kind=NOTICE, object_id=task.pk)
    return task


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
