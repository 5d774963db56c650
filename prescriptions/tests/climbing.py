"""A course that climbs a ladder from 5 June 2026 on; days are counted from there."""

from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError

from prescriptions import actions
from prescriptions.models import Ladder, LadderStep
from tests.factories import (
    PrescriptionFactory,
    screened,
)

FIRST = date(2026, 6, 5)


def on(day):
    return FIRST + timedelta(days=day)


def ladder_of(*steps, name="Up"):
    """`ladder_of(("1.5", 14), ("3", None))`."""
    ladder = Ladder.objects.create(name=name)
    for number, (dose_mg, days) in enumerate(steps, start=1):
        LadderStep.objects.create(ladder=ladder, number=number, dose_mg=Decimal(dose_mg), days=days)
    return ladder


def climbing(*, started=True, **course):
    """On 1.5 mg since day 0, with 3 mg planned for day 14 and 4.5 mg for day 28."""
    ladder = ladder_of(("1.5", 14), ("3", 14), ("4.5", None))
    course = PrescriptionFactory(ladder=ladder, **course)
    screened(course.patient)
    if started:
        actions.start(course=course, first_dose_on=FIRST, by=course.prescriber)
        course.refresh_from_db()
    return course


def rows_of(steps):
    return [((step.starts_on - FIRST).days, str(step.dose_mg.normalize())) for step in steps]


def taken(course):
    return rows_of(course.dose_steps.all())


def planned(course):
    return rows_of(course.planned_steps.all())


def refusal_of(action):
    try:
        action()
    except ValidationError as error:
        return error.messages[0]
    return None
