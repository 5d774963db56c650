"""A course in a few lines, above the forms that ask about it."""

from dataclasses import dataclass
from datetime import date

from prescriptions import supply
from prescriptions.models import DoseStep, Pause, Prescription


@dataclass(frozen=True, kw_only=True)
class Glance:
    """Where a course stands on a day."""

    course: Prescription
    age: int
    days_on_ldn: int | None
    dose: str
    pause: Pause | None


def at(course: Prescription, *, today: date) -> Glance:
    return Glance(
        course=course,
        age=course.patient.age_on(today),
        days_on_ldn=course.days_on_ldn(today),
        dose=_dose(course, course.dose_steps.in_force_on(today).first()),
        pause=course.pauses.covering(today).first(),
    )


def _dose(course: Prescription, step: DoseStep | None) -> str:
    if step is None:
        return "not known"
    of = course.in_hand()
    return supply.describe(step.dose_mg, strength_mg=of.strength_mg, form=of.form)
