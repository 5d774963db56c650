"""One scheduler pass. It finds its work by query, so a late, doubled or missed pass does no harm."""

from datetime import date, datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import drafts, heartbeat, outbox, submissions
from followups import planning
from followups.models import FollowUp
from prescriptions.models import Prescription

BATCH = 500


def tick(*, now: datetime) -> None:
    """Close what was missed, plan what is missing, send what is waiting, and say that the pass was made."""
    today = timezone.localdate(now)
    while miss_closed_windows(today=today, now=now):
        pass
    while plan_what_is_missing(today=today):
        pass
    outbox.deliver(now=now)
    drafts.discard_old(now=now)
    submissions.discard_old(now=now)
    Session.objects.filter(expire_date__lt=now).delete()
    heartbeat.stamp(heartbeat.TICK, now=now)


@transaction.atomic
def miss_closed_windows(*, today: date, now: datetime) -> int:
    """Mark up to a batch of follow-ups whose window has closed as missed; returns how many."""
    closed = FollowUp.objects.window_closed_by(today).select_for_update(skip_locked=True)
    ids = list(closed.values_list("pk", flat=True)[:BATCH])
    return FollowUp.objects.filter(pk__in=ids).update(
        state=FollowUp.State.MISSED, settled_at=now, claimed_by=None, claimed_until=None
    )


@transaction.atomic
def plan_what_is_missing(*, today: date) -> int:
    """Plan the next follow-up of up to a batch of active courses that have none to come; returns how many."""
    to_come = FollowUp.objects.open().filter(prescription=OuterRef("pk"), kind=FollowUp.Kind.MILESTONE)
    courses = Prescription.objects.active().exclude(Exists(to_come)).select_for_update(skip_locked=True)
    return planning.plan_milestones(courses=courses.values_list("pk", flat=True)[:BATCH], today=today)
