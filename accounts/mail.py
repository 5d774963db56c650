"""E-mails to the staff, in one form: what happened, where to look, and nothing about a patient."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.models import User
from core.models import OutboxMessage


def send(message: OutboxMessage, *, to: Iterable[User], subject: str, lines: Sequence[str]) -> None:
    """Send an outbox message to those who have an address; to nobody if none has. A line that is a path becomes a link.

    The mail has the same id each time it is tried, so that a mail server can drop a second copy.
    """
    addresses = [user.email for user in to if user.email]
    if not addresses:
        return
    EmailMessage(
        subject=" ".join(f"{settings.CLINIC_NAME}: {subject}".split()),  # a head has one line
        body="\n\n".join(settings.PUBLIC_URL + line if line.startswith("/") else line for line in lines) + "\n",
        bcc=addresses,
        headers={"Message-ID": f"<{message.id}@{_sender_domain()}>"},
    ).send()


def _sender_domain() -> str:
    return settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ")
