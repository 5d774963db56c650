"""The call page: each outcome, and what follows from it."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from core.models import Draft, OutboxMessage
from followups import calling
from followups.models import CallAttempt, Response
from followups.tests.answer_form import answer_by_telephone, call, call_path, message, refreshed, sentences, typed
from patients.models import ClinicianTask
from patients.tasks_for_clinicians import NOTICE
from tests.factories import (
    FollowUpFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TODAY = date(2026, 7, 8)
TEN = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)  # 10:00 in New York, the clock of these tests
REST = timedelta(minutes=180)


# --- what rests, and how long ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "rests_until"),
    [
        ("no_answer", TEN + REST),
        ("voicemail", TEN + REST),
        ("busy", TEN + REST),
        ("someone_else", TEN + REST),
        ("interpreter_needed", TEN + REST),
        ("hung_up", TEN + REST),
        ("refused_now", TEN + timedelta(days=7)),
        ("wrong_number", None),
        ("out_of_service", None),
    ],
)
def test_each_outcome_is_logged_by_its_key_and_the_follow_up_rests(assistant, followup, outcome, rests_until):
    calling.claim(followup=followup, now=TEN, by=assistant.user)

    response = call(assistant, refreshed(followup), outcome, then="list")

    assert response.url == "/follow-ups/"
    attempt = CallAttempt.objects.get()
    assert (attempt.outcome, attempt.number, attempt.called_at, attempt.called_by) == (
        outcome,
        "+12025550101",
        TEN,
        assistant.user,
    )
    followup = refreshed(followup)
    assert (followup.state, followup.rests_until, followup.promised_for) == ("open", rests_until, None)
    assert (followup.claimed_by, followup.claimed_until) == (None, None)
    assert not Response.objects.exists()


def test_a_call_back_is_promised_for_the_instant_of_the_patients_clock(assistant, followup):
    call(assistant, followup, "call_back", call_again_on="2026-07-08", call_again_at="16:30")

    followup = refreshed(followup)
    assert followup.promised_for == datetime(2026, 7, 8, 21, 30, tzinfo=UTC)  # 16:30 in Chicago
    assert followup.rests_until is None


def test_the_last_call_decides_what_was_promised(assistant, followup):
    call(assistant, followup, "call_back", call_again_on="2026-07-08", call_again_at="16:30")

    call(assistant, refreshed(followup), "no_answer")

    assert (refreshed(followup).promised_for, refreshed(followup).rests_until) == (None, TEN + REST)


@pytest.mark.parametrize("outcome", ["wrong_number", "out_of_service"])
def test_a_number_that_is_wrong_is_dialled_no_more_and_the_next_is_tried(assistant, followup, outcome):
    response = call(assistant, followup, outcome)

    numbers = followup.patient.phone_numbers.order_by("number")
    assert [number.out_of_use_on for number in numbers] == [TODAY, None]
    assert "Try (202) 555-0102." in message(response)
    assert response.url == call_path(followup)  # the same patient comes first, with the other number
    assert "(202) 555-0101" not in assistant.get(call_path(followup)).text.partition("Calls so far")[0]


def test_a_wrong_number_says_which(assistant, followup):
    response = call(assistant, followup, "wrong_number", number="")

    assert sentences(response) == {"number": ["Choose the number that was dialled."]}


def test_save_goes_on_to_the_next_patient_and_claims_that_call(assistant, followup, patient):
    other = PhoneNumberFactory(number="+12025550109").patient
    following = FollowUpFactory(prescription=PrescriptionFactory(patient=other, started=True))

    response = call(assistant, followup, "no_answer")

    assert response.url == call_path(following)
    assert refreshed(following).claimed_by == assistant.user


def test_save_then_the_list_claims_nobody(assistant, followup):
    other = PhoneNumberFactory(number="+12025550109").patient
    following = FollowUpFactory(prescription=PrescriptionFactory(patient=other, started=True))

    response = answer_by_telephone(assistant, followup, then="list")

    assert response.url == "/follow-ups/"
    assert refreshed(following).claimed_by is None


# --- answered -------------------------------------------------------------------------------------------------


def test_saving_the_answers_logs_the_call_with_its_number(assistant, followup):
    response = answer_by_telephone(assistant, followup)

    answer, attempt = Response.objects.get(), CallAttempt.objects.get()
    assert (answer.followup, answer.mode, answer.asked_in, answer.instrument) == (
        followup,
        "phone",
        "en",
        "immpact_7_lower_better",
    )
    assert (attempt.outcome, attempt.number, attempt.followup) == ("answered", "+12025550101", followup)
    assert refreshed(followup).state == "answered"
    assert "It settles the follow-up “1 month”." in message(response)


def test_who_rang_back_has_dialled_no_number(assistant, followup):
    answer_by_telephone(assistant, followup, number="")

    assert CallAttempt.objects.get().number == ""


def test_a_call_on_paper_is_entered_with_its_true_day_time_and_caller(assistant, followup):
    colleague = UserFactory()

    answer_by_telephone(assistant, followup, asked_on="2026-07-06", asked_at="11:15", asked_by=str(colleague.pk))

    answer, attempt = Response.objects.get(), CallAttempt.objects.get()
    assert (answer.asked_on, answer.asked_by, answer.entered_by) == (date(2026, 7, 6), colleague, assistant.user)
    assert (attempt.called_at, attempt.called_by) == (datetime(2026, 7, 6, 15, 15, tzinfo=UTC), colleague)
    assert attempt.entered_at > attempt.called_at


def test_the_rest_counts_from_the_call_not_from_its_entry(assistant, followup):
    call(assistant, followup, "no_answer", asked_on="2026-07-07", asked_at="16:00")

    assert refreshed(followup).rests_until == datetime(2026, 7, 7, 20, 0, tzinfo=UTC) + REST


def test_a_call_that_is_still_to_come_is_not_logged(assistant, followup):
    response = call(assistant, followup, "no_answer", asked_at="10:01")

    assert sentences(response) == {"asked_at": ["This time is still to come."]}


def test_nothing_answered_is_no_answer(assistant, followup):
    response = call(assistant, followup)

    assert sentences(response) == {
        "__all__": ["Nothing was answered. Fill in at least one answer, or log the call instead."]
    }


def test_a_stray_key_does_not_throw_answers_away(assistant, followup):
    response = answer_by_telephone(assistant, followup, outcome="no_answer")

    assert sentences(response) == {
        "__all__": [
            "Some answers are filled in. Save them, or log “hung up midway”: then they are kept for the next call."
        ]
    }
    assert "I can hoover again" in response.text
    assert not CallAttempt.objects.exists()


# --- the line broke -------------------------------------------------------------------------------------------


def test_what_was_said_before_the_line_broke_is_kept_and_filled_in_next_time(assistant, followup):
    call(assistant, followup, "hung_up", pgic="2", relief_percent="40", side_effects="declined", dose_count="3")

    answer = Response.objects.get()
    assert (answer.pgic, answer.relief_percent, answer.broke_off, answer.followup) == (2, 40, True, None)
    assert refreshed(followup).state == "open"
    page = assistant.get(call_path(followup))
    assert "What was said then is filled in" in page.text
    form = page.context["form"]
    assert (form["pgic"].value(), form["relief_percent"].value(), form["dose_count"].value()) == (2, 40, "3")
    assert form["side_effects"].value().asked == "declined"


def test_the_full_answer_after_a_broken_line_settles_the_follow_up(assistant, followup):
    call(assistant, followup, "hung_up", pgic="2")

    answer_by_telephone(assistant, refreshed(followup))

    assert list(Response.objects.values_list("broke_off", "followup")) == [(True, None), (False, followup.pk)]
    assert list(CallAttempt.objects.values_list("outcome", flat=True)) == ["hung_up", "answered"]


@pytest.mark.parametrize("first_words", ["Oxycodone after a fall", ""])
def test_what_a_broken_line_put_before_a_clinician_is_not_put_there_again(assistant, followup, first_words):
    said = {
        "anything_new": "yes",
        "new_facts": ["opioid", "illness"],
        "new_facts_in_words": first_words,
        "dose_count": "4",
        "side_effects": "named",
        "side_effects_effect": "withdrawal",
        "side_effects_severity_withdrawal": "mild",
    }
    call(assistant, followup, "hung_up", **said)
    kinds = ["dose_above_ceiling", "opioid", "question", "withdrawal"]
    assert sorted(ClinicianTask.objects.values_list("kind", flat=True)) == kinds

    answer_by_telephone(assistant, refreshed(followup), **said | {"new_facts_in_words": "Oxycodone after a fall"})

    assert refreshed(followup).state == "answered"
    assert sorted(ClinicianTask.objects.values_list("kind", flat=True)) == kinds
    assert ClinicianTask.objects.get(kind="opioid").what == "New opioid: Oxycodone after a fall"
    assert OutboxMessage.objects.filter(kind=NOTICE).count() == 4


def test_who_hung_up_before_saying_anything_leaves_no_answer(assistant, followup):
    call(assistant, followup, "hung_up")

    assert not Response.objects.exists()
    assert CallAttempt.objects.get().outcome == "hung_up"


def test_who_hung_up_after_saying_no_is_asked_why_before_the_course_is_stopped(assistant, followup):
    call(assistant, followup, "hung_up", continues="no")

    assert refreshed(followup.prescription).is_active
    assert ClinicianTask.objects.get().kind == "stopped_by_patient"


# --- once, and by one ----------------------------------------------------------------------------------------


def test_the_same_call_twice_is_one(assistant, followup):
    fields = {"form_key": str(uuid.uuid4()), "version": str(followup.version)}

    assert [call(assistant, followup, "busy", **fields).status_code for _ in range(2)] == [302, 302]
    assert CallAttempt.objects.count() == 1


def test_a_save_after_the_call_was_taken_over_is_refused_with_its_text_kept(assistant, followup):
    calling.claim(followup=followup, now=TEN, by=assistant.user)
    mine = refreshed(followup)
    calling.take_over(followup=followup, now=TEN, by=UserFactory())

    response = answer_by_telephone(assistant, mine)

    assert response.status_code == 409
    assert "I can hoover again" in response.text
    assert not Response.objects.exists()
    assert not CallAttempt.objects.exists()


def test_who_goes_on_after_the_refusal_has_to_take_the_call_over(assistant, followup):
    holder = UserFactory(first_name="Maria", last_name="Lopez")
    calling.take_over(followup=followup, now=TEN, by=holder)

    response = answer_by_telephone(assistant, refreshed(followup))

    assert sentences(response) == {
        "__all__": ["Maria Lopez is calling this patient now. Take the call over before you save."]
    }
    assert "I can hoover again" in response.text


def test_to_claim_again_what_one_has_leaves_an_open_page_good(assistant, followup):
    calling.claim(followup=followup, now=TEN, by=assistant.user)
    mine = refreshed(followup)
    calling.claim(followup=followup, now=TEN + timedelta(hours=2), by=assistant.user)

    assert answer_by_telephone(assistant, mine).status_code == 302


def test_a_draft_of_a_call_comes_back_and_is_gone_after_the_save(assistant, followup):
    draft = typed(assistant, followup, number="+12025550102")
    assistant.post("/drafts/", draft | {"path": call_path(followup)})

    page = assistant.get(call_path(followup))

    assert "Not saved yet: this is what you had typed" in page.text
    assert page.context["form"]["number"].value() == "+12025550102"
    answer_by_telephone(assistant, followup)
    assert not Draft.objects.exists()
