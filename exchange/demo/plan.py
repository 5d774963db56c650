"""The days of the follow-up plan that a new clinic begins with, for courses of the past."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from followups.models import Milestone

SATURDAY = 6  # ISO weekday
A_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A follow-up that the plan wants."""

    milestone: Milestone
    number: int
    after_months: int
    after_days: int
    due_on: date
    window_opens_on: date
    window_closes_on: date


def of_course(first_dose_on: date, milestones: list[Milestone]) -> Iterator[Planned]:
    """The milestones in their order; the last one repeats without end."""
    *once, repeating = milestones
    for milestone in once:
        yield _planned(first_dose_on, milestone, 1)
    for number in count(1):
        yield _planned(first_dose_on, repeating, number)


def _planned(first_dose_on: date, milestone: Milestone, number: int) -> Planned:
    after_months, after_days = milestone.offset_months * number, milestone.offset_days * number
    day = _add_months(first_dose_on, after_months) + A_DAY * after_days
    return Planned(
        milestone=milestone,
        number=number,
        after_months=after_months,
        after_days=after_days,
        due_on=day + A_DAY * (8 - day.isoweekday()) if day.isoweekday() >= SATURDAY else day,
        window_opens_on=day - A_DAY * milestone.opens_days_before,
        window_closes_on=day + A_DAY * milestone.closes_days_after,
    )


def _add_months(day: date, months: int) -> date:
    """A day that the month does not have is its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
