"""Wall clocks of patients: a day and a time of day in their zone, as an instant."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


def instant(day: date, at: time, zone: str) -> datetime | None:
    """The instant in UTC; the first of two where the clocks go back, None where they go forward and skip it."""
    there = ZoneInfo(zone)
    local = datetime.combine(day, at, tzinfo=there)
    as_utc = local.astimezone(UTC)
    is_skipped = as_utc.astimezone(there).replace(tzinfo=None) != local.replace(tzinfo=None)
    return None if is_skipped else as_utc
