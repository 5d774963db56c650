"""What tablets and capsules make: doses of a strength, and days of a quantity. Pure arithmetic, in mg and days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest

from core import clinical
from core.rounding import plain
from core.templatetags.clinic import day as in_short
from core.wording import counted
from prescriptions.models import DosageForm, DoseStep, Fill, Pause, PlannedStep, Prescription

HALF = Decimal(1) / 2


def smallest_part(form: str) -> Decimal:
    """The smallest part of one that can be taken: half a tablet, a whole capsule."""
    return HALF if form == DosageForm.TABLET else Decimal(1)


def describe_smallest_part(form: str) -> str:
    """Writes "half a tablet", "1 capsule"."""
    return _count(smallest_part(form), DosageForm(form).label.lower())


def can_be_made(dose_mg: Decimal, *, strength_mg: Decimal, form: str) -> bool:
    """Whole and half tablets, or whole capsules, add up to the dose."""
    return dose_mg % (strength_mg * smallest_part(form)) == 0


def doses_of(*, strength_mg: Decimal, form: str) -> list[Decimal]:
    """Every daily dose, in mg, that the strength makes up to the practice's ceiling."""
    part = strength_mg * smallest_part(form)
    return [part * count for count in range(1, int(clinical.PLANNED_DOSE_CEILING_MG / part) + 1)]


def describe(dose_mg: Decimal, *, strength_mg: Decimal | None, form: str) -> str:
    """Writes "4.5 mg (3 tablets)", "0.75 mg (half a tablet)"; the dose alone where the strength can't make it."""
    dose = f"{plain(dose_mg)} mg"
    if not strength_mg or not can_be_made(dose_mg, strength_mg=strength_mg, form=form):
        return dose
    return f"{dose} ({_count(dose_mg / strength_mg, DosageForm(form).label.lower())})"


def _count(number: Decimal, noun: str) -> str:
    """Writes "half a tablet", "1 tablet", "1½ tablets", "3 tablets"."""
    if number == HALF:
        return f"half a {noun}"
    whole, half = int(number), number % 1
    return f"{whole}{'½' if half else ''} {noun}{'' if number == 1 else 's'}"


def days_of(*, quantity: int, strength_mg: Decimal, dose_mg: Decimal) -> int:
    """How many whole days the quantity lasts at the daily dose."""
    return int(quantity * strength_mg / dose_mg)


def in_words(course: Prescription) -> str:
    """Writes "1.5 mg (1 tablet) a day: 90 tablets last 90 days."."""
    dose = describe(course.starting_dose_mg, strength_mg=course.strength_mg, form=course.form)
    days = days_of(quantity=course.quantity, strength_mg=course.strength_mg, dose_mg=course.starting_dose_mg)
    quantity = _count(Decimal(course.quantity), course.get_form_display().lower())
    return f"{dose} a day: {quantity} last{'s' if course.quantity == 1 else ''} {counted(days, 'day')}."


# --- how long what was handed out lasts ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Supply:
    """How far the fills reach at the doses taken."""

    # The last day with a full dose.
    until: date
    # Tablets are left then, but beyond their date.
    ends_by_date: bool
    # A step that is planned, and not taken yet, is counted from its day on.
    counts_planned: bool = False

    def days_left(self, today: date) -> int:
        """Below 0 once it has run out."""
        return (self.until - today).days

    def has_run_out(self, today: date) -> bool:
        return self.until < today

    def is_refill_due(self, today: date) -> bool:
        return self.until <= today + clinical.REFILL_ASKED_BEFORE

    def in_words(self, today: date) -> str:
        """Writes "Supply until Tue 3 Dec, with the planned steps (12 days left)", "Supply ran out: it lasted until
        Tue 3 Dec (1 day ago)"."""
        left = self.days_left(today)
        why = ", by its beyond-use date" if self.ends_by_date else ""
        why += ", with the planned steps" if self.counts_planned else ""
        if left < 0:
            return f"Supply ran out: it lasted until {in_short(self.until)}{why} ({counted(-left, 'day')} ago)"
        remaining = f"{counted(left, 'day')} left" if left else "the last day"
        return f"Supply until {in_short(self.until)}{why} ({remaining})"


def lasts(
    *,
    fills: Sequence[Fill],
    dose_steps: Sequence[DoseStep],
    planned_steps: Sequence[PlannedStep] = (),
    pauses: Sequence[Pause] = (),
) -> Supply | None:
    """How far the fills reach, each list in the order of its days; None where no fill or no dose is on file.

    A planned step counts from its day on, taken or not: the patient holds a printed ladder, and a run-out that is
    foreseen too early does no harm. A step that is held, withdrawn or taken otherwise is no longer planned.
    A fill adds to what is left. What is nearest its date is taken first, nothing is taken in a pause, and what is
    beyond its date counts no more. Counted in mg, so that halves and other strengths add up. A day without enough
    for a full dose takes nothing; the supply ends on the first such day after the latest fill.
    """
    if not fills or not dose_steps:
        return None
    lots = [_Lot(fill.filled_on, fill.usable_until, fill.quantity * fill.strength_mg) for fill in fills]
    lots.sort(key=lambda lot: (lot.last_day, lot.from_on))
    latest_fill = max(lot.from_on for lot in lots)
    steps = [*dose_steps, *planned_steps]
    turns = _turning_points(lots, steps, pauses)
    for day, following in zip_longest(turns, turns[1:]):
        dose_mg = [step.dose_mg for step in steps if step.starts_on <= day][-1]
        usable = [lot for lot in lots if lot.from_on <= day <= lot.last_day]
        enough_for = int(sum(lot.mg for lot in usable) / dose_mg)
        is_paused = any(pause.from_on <= day and (pause.until_on is None or day < pause.until_on) for pause in pauses)
        # Nothing is used up in a pause, but a dose has to be at hand to resume with.
        needed = 1 if is_paused else enough_for + 1 if following is None else (following - day).days
        if not is_paused:
            _take(usable, min(needed, enough_for) * dose_mg)
        if day >= latest_fill and enough_for < needed:
            until = day + timedelta(days=enough_for - 1)
            return Supply(
                until=until,
                ends_by_date=any(lot.mg and lot.last_day == until for lot in lots),
                counts_planned=any(step.starts_on <= day for step in planned_steps),
            )
    raise AssertionError("Every fill has a last day, so no supply lasts forever.")


@dataclass
class _Lot:
    """What is left of a fill, in mg, and the days on which it can be taken, both included."""

    from_on: date
    last_day: date
    mg: Decimal


def _take(lots: Sequence[_Lot], mg: Decimal) -> None:
    """Use up so many mg of the lots, in their order."""
    for lot in lots:
        part = min(lot.mg, mg)
        lot.mg -= part
        mg -= part


def _turning_points(
    lots: Sequence[_Lot], steps: Sequence[DoseStep | PlannedStep], pauses: Sequence[Pause]
) -> list[date]:
    """The days, from the first dose on, between which nothing changes but how much is left."""
    begin = steps[0].starts_on
    days = {step.starts_on for step in steps}
    days |= {lot.from_on for lot in lots} | {lot.last_day + timedelta(days=1) for lot in lots}
    days |= {pause.from_on for pause in pauses} | {pause.until_on for pause in pauses if pause.until_on}
    return sorted(day for day in days if day >= begin)


# What the supply of a course reads: prefetch it where it is asked of many.
READS = ("fills", "dose_steps", "planned_steps", "pauses")


def of_course(course: Prescription) -> Supply | None:
    """How far the course's fills reach; reads its fills, dose and planned steps, and pauses: prefetch them where it
    matters."""
    return lasts(
        fills=course.fills.all(),
        dose_steps=course.dose_steps.all(),
        planned_steps=course.planned_steps.all(),
        pauses=course.pauses.all(),
    )
