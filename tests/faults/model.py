"""What has to come out: every follow-up that is wanted, by a calendar of its own.

It shares no code with the product. What it knows: the plan's rows, the days on which courses begin, the holidays, and
what the medical assistants of the run have had confirmed.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class PlanRow:
    """A milestone as the plan's table has it."""

    id: int
    months: int
    days: int
    opens_before: int
    closes_after: int
    repeats: bool


@dataclass(frozen=True)
class Days:
    due: date
    opens: date
    closes: date


# The course's number in the run, the plan's row, and the how-manieth time.
Key = tuple[int, int, int]


@dataclass
class Journal:
    """What the medical assistants did, and had confirmed by a redirect. Each text is said once in a run."""

    answered: set[Key] = field(default_factory=set)
    calls: set[Key] = field(default_factory=set)
    emergencies: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def days_of(row: PlanRow, number: int, first_dose: date, holidays: frozenset[date]) -> Days:
    """When it is due and can be asked. The clinic works from Monday to Friday; a window without a working day after
    the due day leaves it where it is."""
    raw = months_later(first_dose, row.months * number) + timedelta(days=row.days * number)
    opens, closes = raw - timedelta(days=row.opens_before), raw + timedelta(days=row.closes_after)
    due = raw
    while due.weekday() >= SATURDAY or due in holidays:
        due += timedelta(days=1)
    return Days(due if due <= closes else raw, opens, closes)


def wanted(
    *, plan: Iterable[PlanRow], first_doses: list[date], holidays: frozenset[date], journal: Journal, today: date
) -> dict[Key, tuple[Days, str]]:
    """Each follow-up with its days and its state, at the end of the day before `today`.

    What repeats is wanted once more as soon as the time before it is settled.
    """
    result = {}
    for course, first_dose in enumerate(first_doses):
        for row in plan:
            number = 1
            while True:
                days = days_of(row, number, first_dose, holidays)
                state = _state(days, today, is_answered=(course, row.id, number) in journal.answered)
                result[course, row.id, number] = days, state
                if state == "open" or not row.repeats:
                    break
                number += 1
    return result


def _state(days: Days, today: date, *, is_answered: bool) -> str:
    if is_answered:
        return "answered"
    return "missed" if days.closes < today else "open"
