"""A course in a few lines, above the forms that ask about it."""

from dataclasses import dataclass
from datetime import date

from followups.models import Response
from patients.models import PhoneNumber
from prescriptions import supply
from prescriptions.models import DoseStep, Pause, Prescription


@dataclass(frozen=True, kw_only=True)
class Glance:
    """Where a course stands on a day."""

    course: Prescription
    age: int
    days_on_ldn: int | None
    dose: str
    last_answer: Response | None
    pause: Pause | None
    numbers: list[PhoneNumber]


def at(course: Prescription, *, today: date) -> Glance:
    return Glance(
        course=course,
        age=course.patient.age_on(today),
        days_on_ldn=course.days_on_ldn(today),
        dose=_dose(course, course.dose_steps.in_force_on(today).first()),
        last_answer=course.responses.valid().last(),
        pause=course.pauses.covering(today).first(),
        numbers=list(course.patient.phone_numbers.all()),
    )


def _dose(course: Prescription, step: DoseStep | None) -> str:
    if step is None:
        return "not known"
    of = course.in_hand()
    return supply.describe(step.dose_mg, strength_mg=of.strength_mg, form=of.form)
