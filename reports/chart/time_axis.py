"""Days along a line: which are shown, where each stands, and the few round ones that are named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

SHORTEST = timedelta(days=14)

# Distances between ticks that people think in, the closest first.
DAY_STEPS = (2, 7, 14)
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 300)


@dataclass(frozen=True, kw_only=True)
class Tick:
    x: float
    label: str


def days_shown(happened: Iterable[date], planned: Iterable[date] = ()) -> tuple[date, date]:
    """The first and last day of an axis that holds all that happened, and what is planned soon after.

    Soon is within a quarter of the time that has passed, so that a far plan does not squeeze the course.
    """
    days = sorted(happened)
    first, last = days[0], days[-1]
    soon = last + max(SHORTEST, (last - first) / 4)
    last = max([last, *(day for day in planned if day <= soon)])
    return first, max(last, first + SHORTEST)


@dataclass(frozen=True)
class TimeAxis:
    """Days from first to last, at x from left to right."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        share = (day - self.first) / (self.last - self.first)
        return round(self.left + min(max(share, 0), 1) * (self.right - self.left), 1)

    def ticks(self, *, most: int) -> list[Tick]:
        """At most so many days, at the closest round distance; the first one and each January say the year."""
        days, step = self._round_days(most)
        return [Tick(x=self.x(day), label=_label(day, step, is_first=day == days[0])) for day in days]

    def _round_days(self, most: int) -> tuple[list[date], str]:
        for step in DAY_STEPS:
            days = list(_every_days(self.first, self.last, step))
            if len(days) <= most:
                return days, "day"
        for step in MONTH_STEPS:
            days = list(_every_months(self.first, self.last, step))
            if len(days) <= most:
                return days, "month" if step < 12 else "year"
        return [], "year"


def _every_days(first: date, last: date, step: int) -> Iterator[date]:
    """Mondays for weeks, so that two pictures of one time name the same days."""
    day = first + timedelta(days=-first.weekday() % 7) if step % 7 == 0 else first
    while day <= last:
        yield day
        day += timedelta(days=step)


def _every_months(first: date, last: date, step: int) -> Iterator[date]:
    """The first day of every so many months, counted from a January."""
    month = first.year * 12 + first.month - 1 + (first.day > 1)
    month += -month % step
    while (day := date(month // 12, month % 12 + 1, 1)) <= last:
        yield day
        month += step


def _label(day: date, step: str, *, is_first: bool) -> str:
    if step == "year":
        return f"{day.year}"
    if step == "month":
        return f"{day:%b} {day.year}" if is_first or day.month == 1 else f"{day:%b}"
    return f"{day.day} {day:%b} {day.year}" if is_first else f"{day.day} {day:%b}"
