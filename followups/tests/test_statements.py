"""How often the pages of a contact, and a save, ask the database: as often for one row on file as for thirty."""

from datetime import date, timedelta

import pytest

from accounts.permissions import Role
from followups.models import CallAttempt
from followups.tests.answer_form import answer_by_telephone, call_path, message, path, send
from patients.models import ContactPerson
from prescriptions.models import Fill
from tests.factories import PhoneNumberFactory, ResponseFactory, screened

pytestmark = pytest.mark.django_db

BEGUN_ON = date(2026, 6, 5)
TRANSACTION = 2  # its begin and end


@pytest.fixture
def assistant(clock, signed_in_client):
    return signed_in_client(Role.MEDICAL_ASSISTANT)


@pytest.fixture(params=[1, 30])
def month_1(request, clock, start_course, assistant):
    """The follow-up of a course with so many answers, fills, calls and so on."""
    course = start_course(BEGUN_ON)
    followup = course.followups.get(milestone__offset_months=1)
    screened(course.patient, opioids=[{"drug": "tramadol", "strength": 50}])
    for day in range(request.param):
        on = BEGUN_ON + timedelta(days=day)
        ResponseFactory(prescription=course, asked_on=on)
        Fill.objects.create(
            prescription=course, pharmacy=course.pharmacy, filled_on=on, strength_mg=course.strength_mg, quantity=90
        )
        PhoneNumberFactory(patient=course.patient, number=f"+120255501{day + 1:02}")
        ContactPerson.objects.create(patient=course.patient, name="Ana", relation="daughter")
        CallAttempt.objects.create(followup=followup, outcome="busy", called_by=assistant.user)
    return followup


def test_the_answer_page(assistant, month_1, django_assert_num_queries):
    with django_assert_num_queries(TRANSACTION + 17):
        assert assistant.get(path(month_1)).status_code == 200


def test_the_call_page(assistant, month_1, django_assert_num_queries):
    with django_assert_num_queries(TRANSACTION + 18):
        assert assistant.get(call_path(month_1)).status_code == 200


def test_an_answer_is_saved(assistant, month_1, django_assert_num_queries):
    """It reports another dose than before, so that the refill is planned anew."""
    with django_assert_num_queries(2 * TRANSACTION + 31):  # the request's and the session's; 4 mark savepoints
        response = send(assistant, month_1)

    assert message(response).startswith("Answer saved.")


def test_an_answer_by_telephone_is_saved(assistant, month_1, django_assert_num_queries):
    with django_assert_num_queries(2 * TRANSACTION + 47):
        response = answer_by_telephone(assistant, month_1)

    assert "Answer saved." in message(response)
