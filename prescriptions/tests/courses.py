"""Courses as the forms hand them over, and as the actions leave them."""

from datetime import date
from decimal import Decimal

from prescriptions import actions
from prescriptions.models import Fill, Prescription
from tests.factories import (
    ClinicianFactory,
    PatientFactory,
    PharmacyFactory,
    screened,
)

PRESCRIBED_ON = date(2026, 6, 1)
FIRST_DOSE_ON = date(2026, 6, 5)


def unsaved_course(**changes):
    """As the prescribing form hands it over."""
    facts = {
        "patient": None,
        "pharmacy": None,
        "prescribed_on": PRESCRIBED_ON,
        "starting_dose_mg": Decimal("1.5"),
        "strength_mg": Decimal("1.5"),
        "quantity": 90,
        "primary_indication": "M54.16",
    }
    facts |= changes
    facts["patient"] = screened(facts["patient"] or PatientFactory())
    facts["pharmacy"] = facts["pharmacy"] or PharmacyFactory()
    return Prescription(**facts)


def fill_of(course, **changes):
    facts = {
        "pharmacy": course.pharmacy,
        "filled_on": date(2026, 6, 3),
        "strength_mg": course.strength_mg,
        "form": course.form,
        "quantity": 90,
    }
    return Fill(prescription=course, **(facts | changes))


def started_course(**changes):
    """Prescribed and started by the actions, so with all that follows from them."""
    by = ClinicianFactory()
    course = actions.prescribe(course=unsaved_course(**changes), by=by)
    actions.start(course=course, first_dose_on=FIRST_DOSE_ON, by=by)
    course.refresh_from_db()
    return course


def sentences(error):
    return error.value.messages


def days_of(intervals):
    return list(intervals.values_list("from_on", "until_on"))


def steps_of(course):
    return list(course.dose_steps.values_list("starts_on", "dose_mg", "source", "reason"))
