"""What the administrators are told by e-mail."""

from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts import links
from accounts.mail import send
from accounts.models import BrokenGlass, ClinicSettings, User
from accounts.permissions import Permission
from core import heartbeat, outbox
from core.models import OutboxMessage
from core.templatetags.clinic import moment

# Kinds of messages; their object is the user.
LOCKED_OUT = "locked_out"
INVITATION = "invitation"
FORGOTTEN = "forgotten"
# Its object is the emergency access.
GLASS_BROKEN = "glass_broken"


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


@outbox.sends(LOCKED_OUT, "A user was locked out")
def send_locked_out(message: OutboxMessage) -> None:
    """Tell that somebody tries passwords, or forgot theirs."""
    user = User.objects.get(pk=message.object_id)
    send(
        message,
        to=User.objects.who_may(Permission.MANAGE_CLINIC),
        subject=f"{user} was locked out",
        lines=[
            f"The password or the code of {user} was wrong five times, so nobody can try it for a quarter of an hour."
            " In a browser that the user has signed in with before, it can still be typed.",
            "Ask whether it was the user. The lock ends by itself, or you lift it here:",
            reverse("accounts:user", args=[user.pk]),
        ],
    )


@outbox.sends(INVITATION, "An invitation")
def send_invitation(message: OutboxMessage) -> None:
    """The link is made here, and stands in the mail alone."""
    user = User.objects.get(pk=message.object_id)
    if user.has_usable_password():
        return
    send(
        message,
        to=[user],
        subject="your sign-in",
        lines=[
            f"You are to sign in as {user.username}. Choose your password on this page; it can be used once, within"
            " three days:",
            links.path_for(user),
        ],
    )


@outbox.sends(FORGOTTEN, "A link for a new password")
def send_forgotten_password(message: OutboxMessage) -> None:
    user = User.objects.get(pk=message.object_id)
    if not user.is_active:
        return
    send(
        message,
        to=[user],
        subject="a new password",
        lines=[
            "Somebody, perhaps you, has asked for a new password for you. Choose it on this page; it can be used once,"
            " within an hour:",
            links.path_for(user),
            "If it was not you, do nothing: your password stays as it is.",
        ],
    )


@outbox.sends(GLASS_BROKEN, "An emergency access")
def send_glass_broken(message: OutboxMessage) -> None:
    """Tell who else answers for the clinic. The reason stays inside: people write more than they should."""
    glass = BrokenGlass.objects.select_related("user").get(pk=message.object_id)
    send(
        message,
        to=_who_answer_for(glass.user),
        subject=f"{glass.user} opened the patients' records",
        lines=[
            f"{glass.user}, whose role does not include it, sees patients from {moment(glass.began_at)} to"
            f" {timezone.localtime(glass.until):%H:%M}, and gave a reason.",
            "Ask whether it was needed. An administrator reads the reason here, and can end it there at once by ending"
            " all sessions of the user:",
            reverse("accounts:user", args=[glass.user_id]),
        ],
    )


def _who_answer_for(user: User) -> list[User]:
    """The other administrators and the covering prescriber; if that is nobody, every clinician who prescribes."""
    others = [one for one in User.objects.who_may(Permission.MANAGE_CLINIC) if one != user]
    covering = ClinicSettings.objects.now().covering_prescriber
    if covering and covering.is_active and covering not in others:
        others.append(covering)
    return others if any(one.email for one in others) else list(User.objects.who_may(Permission.PRESCRIBE))
