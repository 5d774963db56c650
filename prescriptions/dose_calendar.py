"""A course's ordered doses as a calendar of weeks, and doses in words. Pure arithmetic, in mg and days.

Days are counted from the first dose, which is day 1: so a course that has not started has a plan too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from core.rounding import plain
from prescriptions import supply
from prescriptions.counselling import Language
from prescriptions.models import DosageForm

DAYS_A_WEEK = 7

_ONE, _MANY = 0, 1
_NOUNS = {
    (Language.ENGLISH, DosageForm.TABLET): ("tablet", "tablets"),
    (Language.ENGLISH, DosageForm.CAPSULE): ("capsule", "capsules"),
    (Language.SPANISH, DosageForm.TABLET): ("tableta", "tabletas"),
    (Language.SPANISH, DosageForm.CAPSULE): ("cápsula", "cápsulas"),
}


@dataclass(frozen=True, kw_only=True)
class PlannedDose:
    """The dose from a day of the course on."""

    from_day: int
    dose_mg: Decimal


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Days of one week with one dose: the whole week, unless the dose changes in it. Both days are included."""

    week: int
    first_day: int
    last_day: int
    dose_mg: Decimal

    @property
    def days(self) -> range:
        return range(self.first_day, self.last_day + 1)


def week_of(day: int) -> int:
    """The week of the course that a day lies in; day 1 lies in week 1."""
    return (day - 1) // DAYS_A_WEEK + 1


def day_of(on: date, *, first_dose_on: date) -> int:
    return (on - first_dose_on).days + 1


def date_of(day: int, *, first_dose_on: date) -> date:
    return first_dose_on + timedelta(days=day - 1)


def stretches(
    doses: Sequence[PlannedDose], *, first_week: int, last_week: int, before_day: int | None = None
) -> list[Stretch]:
    """The weeks, both included, each in as many stretches as it has doses; from `before_day` on nothing is taken.

    `doses` are in the order of their days.
    """
    end = last_week * DAYS_A_WEEK + 1
    end = end if before_day is None else min(end, before_day)
    first_day = (first_week - 1) * DAYS_A_WEEK + 1
    week_starts = {1 + week * DAYS_A_WEEK for week in range(first_week - 1, last_week)}
    starts = sorted(day for day in week_starts | {dose.from_day for dose in doses} if first_day <= day < end)
    found = []
    for start, following in pairwise([*starts, end]):
        in_force = [dose for dose in doses if dose.from_day <= start]
        if in_force:
            found.append(
                Stretch(week=week_of(start), first_day=start, last_day=following - 1, dose_mg=in_force[-1].dose_mg)
            )
    return found


def tablets(dose_mg: Decimal, *, strength_mg: Decimal, form: str, language: Language) -> str | None:
    """Writes "half a tablet", "1 and a half tablets", "3 tabletas"; None where these can't make the dose."""
    if not supply.can_be_made(dose_mg, strength_mg=strength_mg, form=form):
        return None
    number = dose_mg / strength_mg
    whole, has_half = int(number), number % 1 != 0
    noun = _NOUNS[language, DosageForm(form)]
    if language == Language.SPANISH:
        if not whole:
            return f"media {noun[_ONE]}"
        return f"{whole} {noun[_ONE if whole == 1 else _MANY]}{' y media' if has_half else ''}"
    if not whole:
        return f"half a {noun[_ONE]}"
    return f"{whole}{' and a half' if has_half else ''} {noun[_ONE if number == 1 else _MANY]}"


def dose(dose_mg: Decimal, *, strength_mg: Decimal, form: str, language: Language) -> str:
    """Writes "half a tablet (0.75 mg)"; the mg alone where these can't make the dose."""
    taken = tablets(dose_mg, strength_mg=strength_mg, form=form, language=language)
    milligrams = f"{plain(dose_mg)}\u00a0mg"
    return f"{taken} ({milligrams})" if taken else milligrams


def strength(strength_mg: Decimal, *, form: str, language: Language) -> str:
    """Writes "tablets of 1.5 mg", "tabletas de 1.5 mg"."""
    of = {Language.ENGLISH: "of", Language.SPANISH: "de"}[language]
    return f"{_NOUNS[language, DosageForm(form)][_MANY]} {of} {plain(strength_mg)}\u00a0mg"


def counted(quantity: int, *, form: str) -> str:
    """Writes "90 tablets", "1 capsule"."""
    return f"{quantity} {_NOUNS[Language.ENGLISH, DosageForm(form)][_ONE if quantity == 1 else _MANY]}"
