from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from prescriptions.models import Fill, PlannedStep
from prescriptions.next_steps import next_steps
from reports.chart import page
from tests.factories import (
    ClinicianTaskFactory,
    CounsellingFactory,
    DoseStepFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
    SendingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 8)
OTHER_STRENGTH = "Last fill is of another strength or form (tablets of 4.5 mg): ask how many are taken now"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 7, 8, 14, 0, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def course():
    """On 4.5 mg since 5 June."""
    course = PrescriptionFactory(started=True)
    PhoneNumberFactory(patient=course.patient)
    CounsellingFactory(prescription=course)
    SendingFactory(prescription=course)
    DoseStepFactory(prescription=course, dose_mg="4.5")
    return course


def fill(course, quantity, *, strength="1.5", day=5, month=6):
    return Fill.objects.create(
        prescription=course,
        pharmacy=course.pharmacy,
        filled_on=date(2026, month, day),
        strength_mg=Decimal(strength),
        quantity=quantity,
    )


def chart_of(course):
    return page.load(course.patient_id, course_pk=None, by=UserFactory(), today=TODAY)


def findings_of(course):
    return [finding.words for finding in chart_of(course).findings]


@pytest.mark.parametrize(
    ("quantity", "words", "is_due"),
    [
        (150, "Supply until Fri 24 Jul (16 days left)", False),
        (120, "Supply until Tue 14 Jul (6 days left)", True),
        (90, "Supply ran out: it lasted until Sat 4 Jul (4 days ago)", True),
    ],
)
def test_the_chart_says_how_long_the_tablets_last(course, quantity, words, is_due):
    fill(course, quantity)

    shown = chart_of(course).supply

    assert (shown.words, shown.is_refill_due) == (words, is_due)


def test_the_page_shows_the_supply_and_where_to_record_a_fill(course, signed_in_client):
    fill(course, 90)

    text = signed_in_client(Role.MEDICAL_ASSISTANT).get(reverse("reports:chart", args=[course.patient_id]))

    words = "Supply ran out: it lasted until Sat 4 Jul (4 days ago)"
    assert text.content.decode().count(words) == 2  # what is due, and a finding
    assert reverse("prescriptions:record-fill", args=[course.pk]) in text.content.decode()


def test_a_supply_that_has_run_out_is_a_finding(course):
    fill(course, 90)

    assert findings_of(course) == ["Supply ran out: it lasted until Sat 4 Jul (4 days ago)"]


def test_a_course_without_fills_or_without_a_patient_on_it_has_no_supply(course):
    assert chart_of(course).supply is None
    stopped = PrescriptionFactory(stopped=True)
    DoseStepFactory(prescription=stopped)
    fill(stopped, 90)
    assert chart_of(stopped).supply is None


def test_a_fill_of_another_strength_is_a_finding_until_the_dose_is_asked(course):
    fill(course, 120)
    fill(course, 30, strength="4.5", day=1, month=7)
    fill(course, 30, strength="4.5", day=3, month=7)
    ResponseFactory(prescription=course, asked_on=date(2026, 6, 30), dose_mg="4.5")
    ResponseFactory(prescription=course, asked_on=date(2026, 7, 2), dose_mg=None)

    assert findings_of(course) == [OTHER_STRENGTH]

    ResponseFactory(prescription=course, asked_on=date(2026, 7, 1) + timedelta(days=1), dose_mg="4.5")
    assert findings_of(course) == []


def test_the_first_fill_of_another_strength_than_prescribed_is_a_finding(course):
    fill(course, 40, strength="4.5")

    assert findings_of(course) == [OTHER_STRENGTH]


def test_an_answer_in_error_does_not_settle_another_strength(course):
    fill(course, 40, strength="4.5")
    ResponseFactory(
        prescription=course,
        asked_on=TODAY,
        dose_mg="4.5",
        voided_at=datetime(2026, 7, 8, tzinfo=UTC),
        voided_by=course.prescriber,
        voided_reason="Another patient",
    )

    assert findings_of(course) == [OTHER_STRENGTH]


# --- what is planned ----------------------------------------------------------------------------------------


def plan(course, *steps):
    for day, mg in steps:
        PlannedStep.objects.create(prescription=course, starts_on=day, dose_mg=Decimal(mg))


def climbing(*steps):
    course = PrescriptionFactory(started=True)
    DoseStepFactory(prescription=course, dose_mg="1.5")
    plan(course, *steps)
    return course


@pytest.mark.parametrize(
    ("day", "state", "is_due"),
    [
        (TODAY - timedelta(days=1), "1 day overdue", True),
        (TODAY, "Due today", True),
        (TODAY + timedelta(days=1), "Due in 1 day", False),
    ],
)
def test_a_planned_step_is_due_on_its_day(day, state, is_due):
    step = chart_of(climbing((day, "3"))).next_step

    assert (step.dose, step.state, step.is_due) == ("3 mg (2 tablets)", state, is_due)


def test_no_step_is_due_in_a_pause():
    course = climbing((TODAY, "3"))
    course.pauses.create(from_on=TODAY, reason="Surgery", recorded_by=course.prescriber)

    step = chart_of(course).next_step

    assert (step.state, step.is_due) == ("Waits for LDN to be resumed", False)


def test_no_step_is_due_while_a_severe_side_effect_waits_for_a_clinician():
    course = climbing((TODAY, "3"))
    ClinicianTaskFactory(patient=course.patient, kind="severe_side_effect")

    chart = chart_of(course)

    assert (chart.next_step.state, chart.next_step.is_due) == ("Waits for the open task", False)
    assert next_steps(course, patient=course.patient, today=TODAY)[0].label == "Record an answer"


def test_the_picture_shows_what_is_planned_behind_what_is_taken():
    course = climbing((date(2026, 7, 6), "3"), (date(2026, 7, 20), "4.5"))

    shown = chart_of(course).shown

    assert [(line.on, line.words) for line in shown.lines if "mg" in line.words] == [
        (date(2026, 6, 5), "1.5 mg a day"),
        (date(2026, 7, 9), "3 mg a day, planned"),
        (date(2026, 7, 23), "4.5 mg a day, planned"),
    ]
    assert "3 mg planned from 09 Jul 2026" in shown.summary
    assert all(picture.planned_path and picture.dose_path for picture in shown.pictures)


def test_a_course_that_was_stopped_has_no_plan():
    course = PrescriptionFactory(stopped=True)
    plan(course, (TODAY, "3"))

    chart = chart_of(course)

    assert (chart.next_step, list(chart.shown.planned)) == (None, [])
