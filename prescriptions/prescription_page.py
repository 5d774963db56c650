"""The prescription as a pharmacy reads it: in English, with all that it needs and nothing that it doesn't."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from core import clinical
from prescriptions import dose_calendar, supply
from prescriptions.counselling import Language
from prescriptions.models import DoseStep, Pharmacy, Prescription, Sending


@dataclass(frozen=True, kw_only=True)
class PrescriptionPage:
    course: Prescription
    sending: Sending | None
    pharmacy: Pharmacy
    what: str
    quantity: str
    directions: str
    days_supply: int
    # Why nobody may dispense from this page; empty if they may.
    void_because: str


def of_course(course: Prescription, *, sending: Sending | None, today: date) -> PrescriptionPage:
    """The page for the course's pharmacy, or as it was sent. Needs a course that was not imported."""
    dose_mg = _ordered_dose(course, today)
    strength = dose_calendar.strength(course.strength_mg, form=course.form, language=Language.ENGLISH)
    return PrescriptionPage(
        course=course,
        sending=sending,
        pharmacy=sending.pharmacy if sending else course.pharmacy,
        what=strength.capitalize(),
        quantity=dose_calendar.counted(course.quantity, form=course.form),
        directions=_directions(course, dose_mg),
        days_supply=supply.days_of(quantity=course.quantity, strength_mg=course.strength_mg, dose_mg=dose_mg),
        void_because=_void_because(course, sending),
    )


def _ordered_dose(course: Prescription, today: date) -> Decimal:
    """mg a day: the latest order by the day, else the starting dose. What a patient reports to take is no order."""
    ordered = course.dose_steps.exclude(source=DoseStep.Source.REPORTED).in_force_on(today).first()
    return ordered.dose_mg if ordered else course.starting_dose_mg


def _directions(course: Prescription, dose_mg: Decimal) -> str:
    making = {"strength_mg": course.strength_mg, "form": course.form, "language": Language.ENGLISH}
    ceiling = clinical.PLANNED_DOSE_CEILING_MG
    sentence = f"Take {dose_calendar.dose(dose_mg, **making)} by mouth once a day, in the morning."
    if dose_mg >= ceiling:
        return sentence
    highest = dose_calendar.dose(ceiling, **making)
    return f"{sentence} The prescriber may raise the dose in steps, to at most {highest} a day."


def _void_because(course: Prescription, sending: Sending | None) -> str:
    if sending and sending.is_voided:
        return f"{_day(timezone.localdate(sending.voided_at))}: {sending.voided_reason}"
    if course.is_voided:
        return f"{_day(timezone.localdate(course.voided_at))}: entered in error."
    if not course.is_open:
        return f"{course.get_state_display()}."
    return ""


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
