"""Days and instants of the demo."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

SATURDAY = 5


def working_day(day: date, *, not_before: date = date.min) -> date:
    """The day itself, or the Friday before a weekend unless that is too early."""
    friday = day - timedelta(days=max(0, day.weekday() - SATURDAY + 1))
    return friday if friday >= not_before else day


def office_hour(day: date, random: Random) -> datetime:
    """Some minute of the day between nine and five, in the clinic's zone."""
    return instant(day, time(random.randrange(9, 17), random.randrange(60)))


def instant(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
