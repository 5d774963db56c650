from datetime import UTC, datetime

import pytest
import time_machine

from accounts.permissions import Role
from prescriptions import actions as courses
from tests.factories import PrescriptionFactory, UserFactory

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
