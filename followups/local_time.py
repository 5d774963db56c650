"""Wall clocks of patients: a day and a time of day in their zone, as an instant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone


def instant(day: date, at: time, zone: str) -> datetime | None:
    """The instant in UTC; the first of two where the clocks go back, None where they go forward and skip it."""
    there = ZoneInfo(zone)
    local = datetime.combine(day, at, tzinfo=there)
    as_utc = local.astimezone(UTC)
    is_skipped = as_utc.astimezone(there).replace(tzinfo=None) != local.replace(tzinfo=None)
    return None if is_skipped else as_utc


def wall_clock(at: datetime, zone: str) -> tuple[date, str]:
    """The instant as the patient's day and time, which says the zone where it isn't the clinic's: "07:30 PDT"."""
    local = at.astimezone(ZoneInfo(zone))
    is_elsewhere = local.utcoffset() != timezone.localtime(at).utcoffset()
    return local.date(), f"{local:%H:%M %Z}" if is_elsewhere else f"{local:%H:%M}"


def zone_letters(zone: str, at: datetime) -> str:
    """What people call the zone on that day: "PT" whatever the season, "MST" where the clocks never change, else the
    city."""
    there = ZoneInfo(zone)
    letters = f"{at.astimezone(there):%Z}"
    if not letters.isascii() or not letters.isalpha():
        return zone.rpartition("/")[2].replace("_", " ")
    changes = len({datetime(at.year, month, 1, tzinfo=there).utcoffset() for month in (1, 7)}) > 1
    return letters[:-2] + letters[-1] if changes and letters[-2:] in ("ST", "DT") else letters
