"""What tablets and capsules make: doses of a strength, and days of a quantity. Pure arithmetic, in mg and days."""

from decimal import Decimal

from core import clinical
from core.rounding import plain
from prescriptions.models import DosageForm, Prescription

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
    return f"{dose} a day: {quantity} last{'s' if course.quantity == 1 else ''} {days} day{'' if days == 1 else 's'}."
