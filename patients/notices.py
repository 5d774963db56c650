"""E-mails about what waits. They carry no health data: that a task is there, and where to look."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission
from core import outbox
from core.models import OutboxMessage
from patients.models import ClinicianTask
from patients.tasks_for_clinicians import NOTICE

TEXT = """A task is waiting for a clinician.

{url}

This message names no patient. Sign in to see what it is about.
"""


@outbox.sends(NOTICE)
def send_notice(message: OutboxMessage) -> None:
    """Tell the clinicians that have an address. Nothing is sent for a task that is done meanwhile."""
    if not ClinicianTask.objects.open().filter(pk=message.object_id).exists():
        return
    clinicians = User.objects.with_perm(Permission.CLOSE_TASKS, include_superusers=False).exclude(email="")
    addresses = list(clinicians.order_by("pk").values_list("email", flat=True))
    if not addresses:
        return
    EmailMessage(
        subject=f"{settings.CLINIC_NAME}: a task is waiting",
        body=TEXT.format(url=settings.PUBLIC_URL + reverse("patients:tasks")),
        bcc=addresses,
        # The same id each time it is tried, so that a mail server can drop a second copy.
        headers={"Message-ID": f"<{message.id}@{_sender_domain()}>"},
    ).send()


def _sender_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
