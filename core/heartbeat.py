"""When a job last ran, shown where people rely on it."""

from datetime import datetime, timedelta

from core import outbox
from core.models import Heartbeat

TICK = "tick"
STALE_AFTER = timedelta(minutes=5)
# The message that tells the administrators of a gap.
STOPPED = "heartbeat_stopped"


def stamp(name: str, *, now: datetime) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def tell_of_gap(name: str, *, now: datetime) -> None:
    """Tell the administrators if the job stood still before this pass: called by a pass, before it stamps.

    One message a gap, however many passes find it. A job that never ran is a new clinic's, and no gap.
    """
    before = last(name)
    if before and before < now and is_stale(before, now=now):
        outbox.put(kind=STOPPED, object_id=0, occasion=before.isoformat())


def last(name: str) -> datetime | None:
    """The instant of the job's last pass, or None if it never ran."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def is_stale(at: datetime | None, *, now: datetime) -> bool:
    """One of a time to come says nothing, either: the server's clock was put back, and the job's timer may wait."""
    return at is None or abs(now - at) > STALE_AFTER
