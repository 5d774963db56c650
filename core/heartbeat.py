"""When a job last ran, shown where people rely on it."""

from datetime import datetime, timedelta

from core.models import Heartbeat

TICK = "tick"
STALE_AFTER = timedelta(minutes=5)


def stamp(name: str, *, now: datetime) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})


def last(name: str) -> datetime | None:
    """The instant of the job's last pass, or None if it never ran."""
    return Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()


def is_stale(at: datetime | None, *, now: datetime) -> bool:
    return at is None or now - at > STALE_AFTER
