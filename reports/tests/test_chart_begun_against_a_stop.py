"""How the chart says that LDN was begun although something stopped it."""

from datetime import UTC, datetime

import pytest
import time_machine

from patients import tasks_for_clinicians
from patients.models import ClinicianTask
from prescriptions import actions
from prescriptions.tests.at_the_gate import TODAY, prescribe
from reports.chart import page
from tests.factories import ClinicianFactory, PatientFactory, UserFactory, screened

pytestmark = pytest.mark.django_db

AGAINST = "An opioid in use is on file, since 1 September 2026."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 9, 1, 16, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def course():
    course = prescribe(screened(PatientFactory()), ClinicianFactory())
    course.patient.contraindications.create(kind="opioid", since=TODAY)
    actions.report_first_dose(course=course, first_dose_on=TODAY, by=UserFactory())
    return course


def findings_of(course):
    chart = page.load(course.patient_id, course_pk=None, by=UserFactory(), today=TODAY)
    return [(finding.level, finding.words) for finding in chart.findings]


def test_the_chart_says_first_that_ldn_was_begun_against_a_stop(course):
    words = f"LDN was begun on 1 Sep against a stop. What stood against it: {AGAINST}"

    assert findings_of(course)[:2] == [("Stops", words), ("Stops", AGAINST)]

    tasks_for_clinicians.close_task(
        task=ClinicianTask.objects.get(), note="Sent to the emergency room", by=ClinicianFactory()
    )
    assert findings_of(course)[0] == ("Stops", AGAINST)
    assert ("Tells", words) in findings_of(course)


def test_the_picture_says_it_after_the_course_was_stopped_too(course):
    actions.stop(course=course, stopped_on=TODAY, reason="other", by=ClinicianFactory())

    chart = page.load(course.patient_id, course_pk=None, by=UserFactory(), today=TODAY)

    assert "First dose, against a stop" in [line.words for line in chart.shown.lines]
