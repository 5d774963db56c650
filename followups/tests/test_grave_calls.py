"""Calls with consequences that are confirmed and can be undone; and any call that was logged in error."""

import uuid
from datetime import date

import pytest

from followups.models import CallAttempt, Milestone
from followups.tests.answer_form import call, call_path, refreshed, sentences
from patients.models import ClinicianTask, Contraindication
from tests.factories import (
    FollowUpFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TODAY = date(2026, 7, 8)


# --- the grave ones -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["refused_all", "deceased"])
def test_a_grave_outcome_wants_to_be_confirmed(assistant, followup, outcome):
    for sure in (None, "", "on", "answered"):
        response = call(assistant, followup, outcome, sure=sure)

        assert list(sentences(response)) == ["sure"]
    assert not CallAttempt.objects.exists()


def test_no_more_calls_withdraws_the_consent_and_tells_a_clinician_and_can_be_undone(assistant, followup):
    call(assistant, followup, "refused_all", sure="refused_all")

    assert refreshed(followup.patient).consents_to_calls is False
    assert refreshed(followup).state == "open"  # asked at a visit
    assert ClinicianTask.objects.get().due_on == TODAY
    assert "This patient does not agree to be called" in assistant.get(call_path(followup)).text

    undone = undo(assistant, CallAttempt.objects.get())

    assert undone.url == f"/patients/{followup.patient_id}/"
    assert refreshed(followup.patient).consents_to_calls is True
    attempt = CallAttempt.objects.get()
    assert (attempt.voided_by, attempt.voided_reason) == (assistant.user, "Another patient")


def test_a_death_closes_the_course_with_all_its_follow_ups_and_can_be_undone(assistant, followup):
    following = FollowUpFactory(
        prescription=followup.prescription,
        milestone=Milestone.objects.get(offset_months=2, offset_days=0),
        due_on=date(2026, 8, 5),
        window_opens_on=date(2026, 7, 22),
        window_closes_on=date(2026, 8, 19),
    )

    call(assistant, followup, "deceased", sure="deceased", died_on="2026-07-05")

    course = refreshed(followup.prescription)
    assert refreshed(followup.patient).deceased_on == date(2026, 7, 5)
    assert (course.state, course.stop_reason, course.stopped_on) == ("stopped", "died", date(2026, 7, 5))
    assert {refreshed(followup).state, refreshed(following).state} == {"closed"}
    assert ClinicianTask.objects.get().what == "Has died on Sun 5 Jul, somebody said at a call. Confirm it."

    undo(assistant, CallAttempt.objects.get())

    assert refreshed(followup.patient).deceased_on is None
    assert refreshed(course).is_active
    assert {refreshed(followup).state, refreshed(following).state} == {"open"}


def test_a_death_on_a_day_that_nobody_knows_is_noted_as_heard(assistant, followup):
    call(assistant, followup, "deceased", sure="deceased")

    assert refreshed(followup.patient).deceased_on == TODAY
    assert ClinicianTask.objects.get().what == "Has died; the day is not known, somebody said at a call. Confirm it."


def test_nobody_dies_before_the_course_has_begun(assistant, followup):
    response = call(assistant, followup, "deceased", sure="deceased", died_on="2026-06-01")

    assert sentences(response) == {"died_on": ["This is before the course of LDN has begun."]}
    assert refreshed(followup.patient).deceased_on is None


def test_a_death_that_is_undone_lets_the_course_go_on_whatever_came_up_meanwhile(assistant, followup):
    call(assistant, followup, "deceased", sure="deceased")
    Contraindication.objects.create(patient=followup.patient, kind=Contraindication.Kind.ALLERGY, since=TODAY)

    undo(assistant, CallAttempt.objects.get())

    assert refreshed(followup.patient).deceased_on is None
    assert refreshed(followup.prescription).is_active


@pytest.mark.parametrize("outcome", ["wrong_number", "no_answer"])
def test_any_call_logged_in_error_is_taken_back_with_what_followed(assistant, followup, outcome):
    call(assistant, followup, outcome)

    undo(assistant, CallAttempt.objects.get())

    assert [number.out_of_use_on for number in followup.patient.phone_numbers.all()] == [None, None]
    assert refreshed(followup).rests_until is None


def test_a_call_is_taken_back_once(assistant, followup):
    call(assistant, followup, "busy")
    undo(assistant, CallAttempt.objects.get())

    again = undo(assistant, CallAttempt.objects.get())

    assert sentences(again) == {"__all__": ["This call is marked as logged in error already."]}


def undo(client, attempt):
    path = f"/follow-ups/calls/{attempt.pk}/undo/"
    assert client.get(path).status_code == 200
    return client.post(path, {"form_key": str(uuid.uuid4()), "reason": "Another patient"})
