"""What the administrators are told by e-mail."""

from datetime import datetime

from django.urls import reverse

from accounts.mail import send
from accounts.models import User
from accounts.permissions import Permission
from core import heartbeat, outbox
from core.models import OutboxMessage
from core.templatetags.clinic import moment


@outbox.sends(heartbeat.STOPPED, "The scheduler had stopped")
def send_heartbeat_stopped(message: OutboxMessage) -> None:
    """Tell that the scheduler stood still, since when, and that it runs again: else this could not be sent."""
    since = moment(datetime.fromisoformat(message.occasion))
    send(
        message,
        to=User.objects.who_may(Permission.MANAGE_CLINIC),
        subject="the scheduler had stopped",
        lines=[
            f"The scheduler made no pass after {since} for more than five minutes, and runs again now.",
            "The worklist was right all the same; what was due has been caught up. Find out why it stopped: the"
            " worker, its timer, or the whole server.",
            reverse("accounts:clinic"),
        ],
    )
