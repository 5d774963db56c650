"""When a course is asked about: pure arithmetic on days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from core import clinical


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A follow-up that the plan wants: the day it is due, and the days in which it can be asked."""

    milestone: str
    number: int
    due_on: date
    window_opens_on: date
    window_closes_on: date


def first_dose_question(prescribed_on: date) -> Planned:
    """Plan to ask "Has it arrived, which day did you start?" some days after prescribing."""
    milestone, offset, before, after = clinical.FIRST_DOSE_QUESTION
    return _planned(milestone, 1, prescribed_on + offset, before, after)


def milestones(first_dose_on: date) -> list[Planned]:
    """The milestones up to the sixth month, in order."""
    return [
        _planned(milestone, 1, first_dose_on + offset, before, after)
        for milestone, offset, before, after in clinical.FOLLOW_UP_MILESTONES
    ]


def half_yearly(first_dose_on: date) -> Iterator[Planned]:
    """The follow-ups after the sixth month, one each half year, without end."""
    _, offset, before, after = clinical.FOLLOW_UP_MILESTONES[-1]
    for number in count(1):
        due_on = first_dose_on + offset + number * clinical.FOLLOW_UP_EVERY
        yield _planned("half_yearly", number, due_on, before, after)


def due_from(first_dose_on: date, day: date) -> list[Planned]:
    """What falls due on the day or later: milestones, or the next half-yearly one after the last of them."""
    to_come = [planned for planned in milestones(first_dose_on) if planned.due_on >= day]
    return to_come or [next(planned for planned in half_yearly(first_dose_on) if planned.due_on >= day)]


def _planned(milestone: str, number: int, due_on: date, before: timedelta, after: timedelta) -> Planned:
    return Planned(
        milestone=milestone,
        number=number,
        due_on=due_on,
        window_opens_on=due_on - before,
        window_closes_on=due_on + after,
    )
