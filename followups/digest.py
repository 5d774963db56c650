"""The morning e-mail: how much waits, and where. Counts and links, no patient."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from accounts.mail import send
from accounts.models import User
from accounts.permissions import Permission
from core import outbox
from core.models import OutboxMessage
from followups.models import CallingRules, FollowUp, Holiday
from followups.models.plan import is_working_day
from patients.models import ClinicianTask

DIGEST = "digest"
# The clinic's time. After noon nobody needs the morning's e-mail any more.
SENT_FROM, SENT_UNTIL = time(7), time(12)


def write_digests(*, now: datetime) -> None:
    """Once a working morning, a message to each user who wants one. The same morning again adds none."""
    local = timezone.localtime(now)
    if not SENT_FROM <= local.time() < SENT_UNTIL:
        return
    today = local.date()
    holidays = frozenset(Holiday.objects.filter(day=today).values_list("day", flat=True))
    if not is_working_day(today, rules=CallingRules.objects.now(), holidays=holidays):
        return
    wanted = User.objects.who_may(Permission.SEE_PATIENTS).filter(wants_digest=True).exclude(email="")
    outbox.put_all(kind=DIGEST, object_ids=wanted.values_list("pk", flat=True), occasion=today.isoformat())


@outbox.sends(DIGEST, "Morning e-mail")
def send_digest(message: OutboxMessage) -> None:
    """Count as of now, for the user whose digest it is; nothing to one who has left or wants it no more."""
    user = User.objects.who_may(Permission.SEE_PATIENTS).filter(pk=message.object_id, wants_digest=True).first()
    if user:
        send(message, to=[user], subject="this morning", lines=_lines(user, message.occasion))


def _lines(user: User, day: str) -> list[str]:
    due = FollowUp.objects.seen_by(user).of_valid_courses().due_by(datetime.fromisoformat(day).date())
    tasks = ClinicianTask.objects.seen_by(user).open()
    lines = [f"Follow-ups that can be asked today: {due.count()}", reverse("followups:worklist")]
    if user.may_own_tasks:
        waiting = tasks.unacknowledged_emergencies().count()
        lines += [f"Emergencies that nobody has acknowledged: {waiting}"] if waiting else []
        lines += [
            f"Tasks for you: {tasks.of(user).count()}, for any clinician: {tasks.unowned().count()}",
            reverse("patients:tasks"),
        ]
    return [*lines, "This message names no patient. You can end it under My settings:", reverse("accounts:my-settings")]
