"""How far a course's supply reaches, with the plan that is on file."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from patients.models import ClinicianTask
from prescriptions import supply, titration
from prescriptions.models import Fill, PlannedStep, Prescription
from tests.factories import DoseStepFactory, PrescriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_1_september")]

TODAY = date(2026, 9, 1)


@pytest.fixture
def course():
    """On 1.5 mg since 25 August, 90 tablets of 1.5 mg at hand, 4.5 mg planned for the 4th of September."""
    course = PrescriptionFactory(state="active", first_dose_on=date(2026, 8, 25))
    DoseStepFactory(prescription=course, starts_on=date(2026, 8, 25))
    Fill.objects.create(
        prescription=course,
        pharmacy=course.pharmacy,
        filled_on=date(2026, 8, 25),
        strength_mg=Decimal("1.5"),
        quantity=90,
    )
    PlannedStep.objects.create(prescription=course, starts_on=date(2026, 9, 4), dose_mg=Decimal("4.5"))
    return course


def reached(course):
    return supply.of_course(Prescription.objects.get(pk=course.pk))


def test_the_run_out_day_foresees_the_planned_step(course):
    assert reached(course).until == date(2026, 8, 25) + timedelta(days=10 + 80 // 3 - 1)
    assert reached(course).counts_planned


def test_a_step_that_is_held_is_counted_from_its_later_day(course):
    titration.hold(course=course, days=30, today=TODAY, by=course.prescriber)

    assert reached(course).until == date(2026, 8, 25) + timedelta(days=40 + 50 // 3 - 1)


def test_a_step_that_was_taken_counts_as_before(course):
    foreseen = reached(course).until

    titration.step_up(course=course, on=date(2026, 9, 4), by=course.prescriber)

    assert (reached(course).until, reached(course).counts_planned) == (foreseen, False)
    assert not ClinicianTask.objects.exists()


def test_the_fill_by_itself_foresees_the_planned_step_too(course):
    """At 1.5 mg the 90 tablets would reach to November by themselves."""
    until = reached(course).until

    assert not course.fills.lasting_beyond(until).exists()
    PlannedStep.objects.all().delete()
    assert course.fills.lasting_beyond(until).exists()
