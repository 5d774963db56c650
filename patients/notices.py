"""E-mails about what waits. They carry no health data: that a task is there, and where to look."""

from django.urls import reverse

from accounts.mail import send
from accounts.models import User
from accounts.permissions import Permission
from core import outbox
from core.models import OutboxMessage
from patients import emergencies, tasks_for_clinicians
from patients.models import ClinicianTask

NO_PATIENT = "This message names no patient. Sign in to see what it is about."


@outbox.sends(tasks_for_clinicians.NOTICE, "A task waits")
def send_notice(message: OutboxMessage) -> None:
    """Tell the owner and the cover, or every clinician. Nothing is sent for a task that is done meanwhile."""
    task = _open_task(message)
    if not task:
        return
    send(
        message,
        to=(_owner_and_cover(task) if task.owner else []) or _clinicians(),
        subject="a task is waiting",
        lines=["A task is waiting for a clinician.", reverse("patients:tasks"), NO_PATIENT],
    )


@outbox.sends(emergencies.NOTICE, "Emergency")
def send_emergency(message: OutboxMessage) -> None:
    """Tell every clinician when it is raised, and the covering prescriber when it is passed on."""
    task = _open_task(message)
    if not task or not task.needs_acknowledging:
        return
    passed_on_to = _owner_and_cover(task) if message.occasion == emergencies.PASSED_ON and task.owner else []
    reachable = [user for user in passed_on_to if user.email]
    send(
        message,
        to=reachable or _clinicians(),
        subject="EMERGENCY: acknowledge it now",
        lines=[
            "An emergency was raised on the telephone, and no clinician has acknowledged it yet.",
            reverse("patients:emergency-task", args=[task.pk]),
            NO_PATIENT,
        ],
    )


@outbox.sends(tasks_for_clinicians.HANDED_OVER, "Tasks handed over")
def send_handed_over(message: OutboxMessage) -> None:
    """Tell who got tasks from a colleague."""
    send(
        message,
        to=User.objects.who_may(Permission.CLOSE_TASKS).filter(pk=message.object_id),
        subject="tasks were handed over to you",
        lines=["A colleague has handed over tasks to you.", reverse("patients:tasks") + "?show=mine", NO_PATIENT],
    )


def _open_task(message: OutboxMessage) -> ClinicianTask | None:
    return ClinicianTask.objects.open().select_related("owner__covered_by").filter(pk=message.object_id).first()


def _owner_and_cover(task: ClinicianTask) -> list[User]:
    return [user for user in (task.owner, task.owner.covered_by) if tasks_for_clinicians.able(user)]


def _clinicians() -> list[User]:
    return list(User.objects.who_may(Permission.CLOSE_TASKS))
