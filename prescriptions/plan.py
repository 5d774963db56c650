"""The steps of a course that are still to come. Called inside the transaction of an action, with the course held.

What always holds: every planned step comes after all steps that were taken.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from django.core.exceptions import ValidationError

from core.rounding import plain
from patients.models import ClinicianTask, Patient
from prescriptions.models import PlannedStep, Prescription

# What a clinician looks at before anybody takes more.
HOLDS_A_STEP = (
    ClinicianTask.Kind.SEVERE_SIDE_EFFECT,
    ClinicianTask.Kind.WITHDRAWAL,
    ClinicianTask.Kind.DOSE_ABOVE_CEILING,
    ClinicianTask.Kind.BEGUN_AGAINST_STOP,
)


def held_by(patient: Patient) -> ClinicianTask | None:
    """The open task because of which no step is taken; reads the patient's tasks."""
    return next((task for task in patient.tasks.all() if task.done_at is None and task.kind in HOLDS_A_STEP), None)


def doses(course: Prescription) -> list[Decimal]:
    """Every dose that is planned when the course is prescribed, the first one first.

    Raises the sentence that the ladder begins with another dose.
    """
    if course.ladder is None:
        return [course.starting_dose_mg]
    climbed = [step.dose_mg for step in course.ladder.steps.all()]
    if climbed[0] != course.starting_dose_mg:
        raise ValidationError(
            {"ladder": f"This ladder begins with {plain(climbed[0])} mg: start with that, or choose another ladder."}
        )
    return climbed


def lay_out(course: Prescription, *, from_on: date) -> None:
    """Plan the steps of the course's ladder after its first, which is taken from the day on."""
    withdraw(course)
    if course.ladder is None:
        return
    day, planned = from_on, []
    for step, following in pairwise(course.ladder.steps.all()):
        day += timedelta(days=step.days)
        planned.append(PlannedStep(prescription=course, starts_on=day, dose_mg=following.dose_mg))
    PlannedStep.objects.bulk_create(planned)
    keep_ahead(course)


def withdraw(course: Prescription) -> None:
    course.planned_steps.all().delete()


def shift(steps: Iterable[PlannedStep], by: timedelta) -> None:
    """Move the steps together, so that each dose keeps its days."""
    steps = list(steps)
    for step in steps:
        step.starts_on += by
    PlannedStep.objects.bulk_update(steps, ["starts_on"])


def keep_ahead(course: Prescription) -> None:
    """Move the plan behind the latest step that was taken, where it is not already."""
    latest, first = course.dose_steps.last(), course.planned_steps.first()
    if latest and first and first.starts_on <= latest.starts_on:
        shift(course.planned_steps.all(), latest.starts_on - first.starts_on + timedelta(days=1))


def note_taken(course: Prescription, *, dose_mg: Decimal) -> None:
    """The patient says to take this dose: where it is the next one planned, that step is done."""
    first = course.planned_steps.first()
    if first is None:
        return
    if first.dose_mg == dose_mg:
        first.delete()
    keep_ahead(course)
