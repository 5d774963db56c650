"""A death and an answer after it: one of the two days is wrong, and a human says which."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.permissions import Role
from followups import actions
from followups.models import CallAttempt, Response
from followups.tests.answer_form import call, sentences
from patients import actions as patients
from tests.factories import FollowUpFactory, PhoneNumberFactory, PrescriptionFactory, ResponseFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REFUSED = (
    "There is an answer of Mon 6 Jul, after this day. One of the two is wrong: enter another day, or let a prescriber "
    "mark the answer as entered in error."
)


@pytest.fixture
def followup():
    followup = FollowUpFactory(prescription=PrescriptionFactory(started=True))
    PhoneNumberFactory(patient=followup.patient)
    return followup


def died(patient, on):
    patient.refresh_from_db()
    patient.deceased_on = on
    patients.save_patient(patient=patient, by=UserFactory())


@pytest.mark.parametrize(
    "said", [{}, {"continues": None}, {"continues": False}, {"answered_by": "proxy", "proxy_relation": "son"}]
)
def test_a_death_before_an_answer_is_refused_with_the_answers_day(followup, said):
    ResponseFactory(prescription=followup.prescription, **said)

    with pytest.raises(ValidationError) as refused:
        died(followup.patient, date(2026, 7, 5))

    assert refused.value.message_dict == {"deceased_on": [REFUSED]}
    followup.prescription.refresh_from_db()
    assert followup.prescription.is_active


@pytest.mark.parametrize(
    ("died_on", "answer"),
    [
        (date(2026, 7, 6), {}),
        (date(2026, 7, 5), {"answered_by": "proxy", "proxy_relation": "son", "continues": False}),
    ],
)
def test_what_others_tell_afterwards_and_an_answer_of_the_same_day_contradict_nothing(followup, died_on, answer):
    ResponseFactory(prescription=followup.prescription, **answer)

    died(followup.patient, died_on)

    assert followup.prescription.responses.count() == 1


def test_once_the_answer_is_marked_as_wrong_the_death_is_recorded(followup):
    answer = ResponseFactory(prescription=followup.prescription)
    actions.void_answer(response=answer, reason="Another patient's", by=UserFactory())

    died(followup.patient, date(2026, 7, 5))

    followup.prescription.refresh_from_db()
    assert followup.prescription.stop_reason == "died"


def test_a_call_that_hears_of_a_death_says_so_at_the_day(followup, signed_in_client):
    ResponseFactory(prescription=followup.prescription)

    refused = call(
        signed_in_client(Role.MEDICAL_ASSISTANT), followup, "deceased", sure="deceased", died_on="2026-07-05"
    )

    assert sentences(refused) == {"died_on": [REFUSED]}
    assert not CallAttempt.objects.exists()


def test_the_patient_answers_nothing_after_the_day_of_death(followup):
    course, by = followup.prescription, UserFactory()
    died(followup.patient, date(2026, 7, 5))

    def answer(on, **said):
        response = Response(prescription=course, asked_on=on, asked_by=by, mode="phone", relief_percent=60, **said)
        return actions.record_answer(response=response, side_effects=None, by=by)

    with pytest.raises(ValidationError) as refused:
        answer(date(2026, 7, 6))
    assert answer(date(2026, 7, 5)).pk
    assert answer(date(2026, 7, 6), answered_by="proxy", proxy_relation="son").pk

    assert refused.value.message_dict == {
        "asked_on": [
            "The patient died on Sun 5 Jul, before this day. One of the two is wrong: enter another day, or take back "
            "the day of death on the chart."
        ]
    }
