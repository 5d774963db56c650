from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from core.models import AccessLog
from followups import actions, refills
from followups.models import RefillCall
from prescriptions.models import Fill, LostPeriod, Pause, Prescription
from tests.factories import DoseStepFactory, PatientFactory, PhoneNumberFactory, PrescriptionFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "/follow-ups/"
TODAY = date(2026, 7, 8)
NOW = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def course_with(*quantities, name="Baptiste", dose_mg="4.5", filled_on=date(2026, 6, 5), patient=None, **fill):
    """On LDN since Friday 5 June: 90 tablets at 4.5 mg last until Saturday 4 July, 120 until Tuesday 14 July."""
    patient = PatientFactory(family_name=name, **(patient or {}))
    PhoneNumberFactory(patient=patient)
    course = PrescriptionFactory(patient=patient, started=True)
    DoseStepFactory(prescription=course, dose_mg=dose_mg)
    for quantity in quantities:
        Fill.objects.create(
            prescription=course,
            pharmacy=course.pharmacy,
            filled_on=filled_on,
            strength_mg=Decimal("1.5"),
            quantity=quantity,
            **fill,
        )
    return course


def names():
    return [row.patient.family_name for row in refills.due(now=NOW)]


def call(course, outcome, days_ago=0):
    at = NOW - timedelta(days=days_ago)
    return RefillCall.objects.create(
        prescription=course, number="+12025550101", outcome=outcome, called_at=at, called_by=course.prescriber
    )


def test_who_runs_out_first_stands_first_and_who_has_enough_is_not_there():
    course_with(120, name="Soon")
    course_with(90, name="Out")
    course_with(120, 90, name="Enough")
    course_with(name="Nofill")

    assert names() == ["Out", "Soon"]


@pytest.mark.parametrize(("quantity", "is_due"), [(123, True), (126, False)])
def test_a_refill_is_due_a_week_before_the_last_day(quantity, is_due):
    course_with(quantity)  # 41 days last until 15 July, 42 until the 16th

    assert bool(names()) == is_due


def test_the_beyond_use_date_ends_the_supply():
    course_with(400, beyond_use_on=date(2026, 7, 15))

    assert [row.words for row in refills.due(now=NOW)] == [
        "Supply until Wed 15 Jul, by its beyond-use date (7 days left)"
    ]


def test_no_refill_is_asked_of_who_does_not_take_it():
    paused, lost = course_with(90), course_with(90)
    Pause.objects.create(prescription=paused, from_on=TODAY, reason="Surgery", recorded_by=paused.prescriber)
    LostPeriod.objects.create(prescription=lost, from_on=TODAY, reason="Moved", recorded_by=lost.prescriber)
    course_with(90, patient={"deceased_on": TODAY})
    Prescription.objects.filter(pk=course_with(90).pk).update(
        voided_at=NOW, voided_by=paused.prescriber, voided_reason="Twice"
    )

    assert names() == []


@pytest.mark.parametrize(
    ("outcome", "days_ago", "is_due"),
    [("will_refill", 6, False), ("has_enough", 6, False), ("will_refill", 7, True), ("no_answer", 0, True)],
)
def test_who_was_reached_is_asked_again_after_a_week(outcome, days_ago, is_due):
    call(course_with(90), outcome, days_ago)

    assert bool(names()) == is_due


def test_the_query_misses_none_that_runs_out():
    days = [TODAY + timedelta(days=n) for n in (-10, 0, 7, 8, 60)]
    course_with(90, 30, dose_mg="3")
    DoseStepFactory(prescription=course_with(120, dose_mg="0.75"), starts_on=date(2026, 6, 20), dose_mg="4.5")
    course_with(10, dose_mg="0.75", filled_on=date(2026, 6, 1))
    supplies = {course: refills.supply.of_course(course) for course in Prescription.objects.active()}

    for day in days:
        run_out = {course for course, reached in supplies.items() if reached.until <= day}
        assert run_out <= set(Prescription.objects.may_run_out_by(day))


def test_the_worklist_shows_the_refills_with_their_numbers(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    course = course_with(90)
    call(course, "no_answer", days_ago=1)

    page = client.get(URL).content.decode()

    assert '<h2 id="refill">Refill</h2>' in page
    assert "Supply ran out: it lasted until Sat 4 Jul (4 days ago)" in page
    assert "(202) 555-0101" in page
    assert "last: no answer, Tue 7 Jul, 10:00" in page
    assert f"/courses/{course.pk}/refill-call/" in page
    assert AccessLog.objects.latest("at").patient_ids == [course.patient_id]


def test_the_list_can_be_narrowed_to_the_refills(signed_in_client):
    course_with(90)

    response = signed_in_client(Role.MEDICAL_ASSISTANT).get(URL, {"show": "refill"})

    assert response.context["filters"][0] == ("", "All", 1, False)
    assert response.context["filters"][-1] == ("refill", "Refill", 1, True)
    assert response.context["total"] == response.context["shown"] == 1


def test_who_must_not_be_called_is_listed_without_a_number(signed_in_client):
    course_with(90, patient={"do_not_contact": True})

    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(URL).content.decode()

    assert "Do not contact, by any means" in page
    assert "555-0101" not in page
    assert "refill-call" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_the_queries_do_not_grow_with_the_refills(signed_in_client, django_assert_num_queries, count):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    for number in range(count):
        call(course_with(90, name=f"Name{number}"), "busy")
    client.get(URL)

    with django_assert_num_queries(18):
        client.get(URL)


def test_a_call_is_logged(signed_in_client):
    course = course_with(90)
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    url = f"/follow-ups/courses/{course.pk}/refill-call/"
    assert "Supply ran out: it lasted until Sat 4 Jul (4 days ago)." in client.get(url).content.decode()

    response = client.post(url, {"number": "+12025550101", "outcome": "will_refill"})

    assert response.url == URL
    logged = RefillCall.objects.get()
    assert (logged.prescription, logged.outcome, logged.called_by) == (course, "will_refill", client.user)
    assert names() == []


@pytest.mark.parametrize("outcome", ["", "nonsense", "no_answer\x00", "x" * 1_000_000])
def test_a_call_without_a_known_outcome_is_refused(signed_in_client, outcome):
    course = course_with(90)

    response = signed_in_client(Role.MEDICAL_ASSISTANT).post(
        f"/follow-ups/courses/{course.pk}/refill-call/", {"number": "+12025550101", "outcome": outcome}
    )

    assert response.status_code == 422
    assert not RefillCall.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_others_log_no_call(signed_in_client, role):
    course = course_with(90)

    assert signed_in_client(role).get(f"/follow-ups/courses/{course.pk}/refill-call/").status_code == 403


def test_no_call_is_logged_for_a_course_that_is_over():
    course = PrescriptionFactory(stopped=True)
    row = RefillCall(prescription=course, number="+12025550101", outcome="busy")

    with pytest.raises(ValidationError, match="not on LDN in this course"):
        actions.log_refill_call(call=row, by=UserFactory())
