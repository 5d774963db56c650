from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.permissions import Role
from prescriptions import actions as courses
from tests.factories import (
    FollowUpFactory,
    PatientFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    UserFactory,
    screened,
)

NOW = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)  # Wednesday, 10:00 in New York


@pytest.fixture
def clock():
    """It is 8 July 2026; `clock.move_to(...)` makes it another day."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clinician(db):
    return UserFactory(role=Role.CLINICIAN)


@pytest.fixture
def start_course(clinician):
    """A course that was prescribed and started by the actions, with all that follows; at first dose today."""

    def start(first_dose_on, **kwargs):
        course = PrescriptionFactory(prescriber=clinician, prescribed_on=first_dose_on, **kwargs)
        courses.signals.prescribed.send(type(course), course=course, at=datetime.now(UTC))
        courses.start(course=course, first_dose_on=first_dose_on, by=clinician)
        course.refresh_from_db()
        return course

    return start


@pytest.fixture
def course(start_course):
    """First dose on 5 June: at `clock`, 1 month is to be asked, and 2 weeks are over."""
    return start_course(date(2026, 6, 5))


@pytest.fixture
def month_1(course):
    return course.followups.get(milestone__offset_months=1)


@pytest.fixture
def assistant(signed_in_client):
    return signed_in_client(Role.MEDICAL_ASSISTANT)


@pytest.fixture
def patient():
    """A patient in Chicago, 9:00 there, with two numbers."""
    patient = screened(PatientFactory(time_zone="America/Chicago"))
    PhoneNumberFactory(patient=patient, number="+12025550101")
    PhoneNumberFactory(patient=patient, number="+12025550102", kind="home", belongs_to="daughter", message="details")
    return patient


@pytest.fixture
def followup(patient):
    return FollowUpFactory(prescription=PrescriptionFactory(patient=patient, started=True))
