"""The call page: each outcome, and what follows from it."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.permissions import Role
from core.models import AccessLog, Draft, OutboxMessage
from followups import calling
from followups.local_time import instant
from followups.models import CallAttempt, FollowUp, Milestone, Response
from followups.tests.answer_form import answer_by_telephone, call, call_path, message, sentences, typed
from patients.models import ClinicianTask, Contraindication
from patients.tasks_for_clinicians import NOTICE
from prescriptions.models import Screening, WashOut
from tests.factories import (
    ClinicianFactory,
    FollowUpFactory,
    PatientFactory,
    PhoneNumberFactory,
    PrescriptionFactory,
    ResponseFactory,
    UserFactory,
    screened,
)

pytestmark = pytest.mark.django_db

BIG = "x" * 1_000_000
TODAY = date(2026, 7, 8)
TEN = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)  # 10:00 in New York, the clock of these tests
REST = timedelta(minutes=180)


@pytest.fixture(autouse=True)
def today(clock):
    return clock


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


def refreshed(row):
    return type(row).objects.get(pk=row.pk)


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


# --- the other kinds ------------------------------------------------------------------------------------------


@pytest.fixture
def first_dose(patient):
    course = PrescriptionFactory(patient=patient)
    return FollowUpFactory(prescription=course, kind="first_dose", milestone=None)


@pytest.fixture
def refill(patient):
    course = PrescriptionFactory(patient=patient, started=True)
    return FollowUpFactory(prescription=course, kind="refill", milestone=None)


@pytest.fixture
def wash_out(patient):
    wash_out = WashOut(patient=patient, days=10, last_taken_on=date(2026, 6, 27), ordered_by=ClinicianFactory())
    wash_out.save_checked()
    days = dict.fromkeys(("due_on", "window_opens_on", "window_closes_on"), wash_out.ends_on)
    call = FollowUp.objects.filter(wash_out=wash_out).first()
    return call or FollowUp.objects.create(patient=patient, wash_out=wash_out, kind="wash_out", **days)


def test_who_has_begun_is_on_ldn_from_that_day(assistant, first_dose):
    response = call(assistant, first_dose, said="started", first_dose_on="2026-07-04", then="list")

    assert response.status_code == 302
    course = refreshed(first_dose.prescription)
    assert (course.state, course.first_dose_on) == ("active", date(2026, 7, 4))
    assert refreshed(first_dose).state == "answered"
    assert CallAttempt.objects.get().outcome == "answered"


def test_who_has_begun_against_a_stop_has_begun_all_the_same_and_the_prescriber_decides(assistant, first_dose):
    course = first_dose.prescription
    Contraindication.objects.create(patient=course.patient, kind=Contraindication.Kind.ALLERGY, since=TODAY)

    response = call(assistant, first_dose, said="started", first_dose_on="2026-07-04", then="list")

    assert message(response).endswith("It was taken against a stop: the prescriber has a task for today.")
    assert refreshed(course).state == "active"
    task = ClinicianTask.objects.get()
    assert (task.kind, task.owner) == ("begun_against_stop", course.prescriber)


def test_a_screening_that_has_become_old_is_no_finding_at_a_call(assistant, followup, wash_out):
    Screening.objects.update(asked_on=date(2026, 1, 5))

    assert "There is no screening" not in assistant.get(call_path(followup)).text
    assert "There is no screening" in assistant.get(call_path(wash_out)).text


@pytest.mark.parametrize("said", ["arrived", "not_arrived"])
def test_who_has_not_begun_is_asked_again_in_three_days(assistant, first_dose, said):
    call(assistant, first_dose, said=said)

    first_dose = refreshed(first_dose)
    assert (first_dose.state, first_dose.rests_until) == ("open", TEN + timedelta(days=3))


@pytest.mark.parametrize("said", ["will_refill", "has_enough"])
def test_a_refill_is_asked_again_in_a_week_unless_there_is_a_fill(assistant, refill, said):
    call(assistant, refill, said=said)

    assert CallAttempt.objects.get().refill_answer == said
    assert (refreshed(refill).state, refreshed(refill).rests_until) == ("open", TEN + timedelta(days=7))


def test_no_opioid_since_puts_the_release_before_a_clinician(assistant, wash_out):
    call(assistant, wash_out, said="none")

    assert refreshed(wash_out.wash_out).none_since_asked_on == TODAY
    assert refreshed(wash_out).state == "answered"
    assert ClinicianTask.objects.get().kind == "question"


def test_an_opioid_taken_since_moves_the_call_to_the_new_end(assistant, wash_out):
    call(assistant, wash_out, said="taken", taken_on="2026-07-06")

    assert (refreshed(wash_out).state, refreshed(wash_out).due_on) == ("open", date(2026, 7, 16))


@pytest.mark.parametrize(
    ("kind", "changes", "errors"),
    [
        ("first_dose", {}, {"said": ["Say what the patient answered, or log the call."]}),
        ("first_dose", {"said": "started"}, {"first_dose_on": ["Say on which day."]}),
        (
            "first_dose",
            {"said": "arrived", "first_dose_on": "2026-07-01"},
            {"said": ["There is a day of the first dose: choose “Has begun”, or take it away."]},
        ),
        (
            "first_dose",
            {"said": "started", "first_dose_on": "2026-05-01"},
            {"first_dose_on": ["This is before the day it was prescribed."]},
        ),
        ("refill", {}, {"said": ["Say what the patient answered, or log the call."]}),
        (
            "refill",
            {"said": "perhaps"},
            {"said": ["Select a valid choice. perhaps is not one of the available choices."]},
        ),
        ("wash_out", {"said": "taken"}, {"taken_on": ["Say on which day the last one was taken."]}),
        (
            "wash_out",
            {"said": "taken", "taken_on": "2026-06-01"},
            {"taken_on": ["A later dose is on file: Sat 27 Jun."]},
        ),
    ],
)
def test_what_does_not_fit_comes_back_with_its_sentence(assistant, request, kind, changes, errors):
    response = call(assistant, request.getfixturevalue(kind), **changes)

    assert (response.status_code, sentences(response)) == (422, errors)
    assert not CallAttempt.objects.exists()


# --- call back ------------------------------------------------------------------------------------------------

CALL_BACK = {"call_again_on": "2026-07-08", "call_again_at": "16:30"}
PASSED = "This time has passed. Choose one that is still to come."


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        (
            {"call_again_on": "", "call_again_at": ""},
            {
                "call_again_on": ["Say on which day to call again."],
                "call_again_at": ["Say at what time to call again."],
            },
        ),
        ({"call_again_at": "09:00"}, {"call_again_at": [PASSED]}),
        ({"call_again_on": "2026-07-07"}, {"call_again_at": [PASSED]}),
        ({"call_again_on": "2026-07-23"}, {"call_again_on": ["Choose a day up to Wed 22 Jul."]}),
    ],
)
def test_a_call_back_needs_a_day_and_a_time_to_come(assistant, followup, changes, errors):
    response = call(assistant, followup, "call_back", **CALL_BACK | changes)

    assert (response.status_code, sentences(response)) == (422, errors)
    assert not CallAttempt.objects.exists()


def test_a_minute_from_now_is_to_come(assistant, followup):
    assert call(assistant, followup, "call_back", **CALL_BACK | {"call_again_at": "09:01"}).status_code == 302


def test_a_promise_beside_another_outcome_is_asked_about(assistant, followup):
    response = call(assistant, followup, "no_answer", **CALL_BACK)

    assert list(sentences(response)) == ["call_again_on"]


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        ("2026-11-01", "01:30", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # twice that night: the first
        ("2026-11-01", "03:00", datetime(2026, 11, 1, 8, 0, tzinfo=UTC)),
        ("2026-03-08", "01:59", datetime(2026, 3, 8, 6, 59, tzinfo=UTC)),
        ("2026-03-08", "02:30", None),  # skipped that night
        ("2026-03-08", "03:00", datetime(2026, 3, 8, 7, 0, tzinfo=UTC)),
    ],
)
def test_a_time_on_the_night_the_clocks_change(day, at, expected):
    found = instant(date.fromisoformat(day), datetime.strptime(at, "%H:%M").time(), "America/New_York")  # noqa: DTZ007

    assert found == expected


def test_a_time_that_the_clocks_skip_is_refused(assistant, clock):
    clock.move_to(datetime(2026, 3, 7, 15, 0, tzinfo=UTC))
    followup = FollowUpFactory(
        prescription__patient=PhoneNumberFactory().patient,
        due_on=date(2026, 3, 7),
        window_opens_on=date(2026, 3, 1),
        window_closes_on=date(2026, 3, 20),
    )
    again = {"call_again_on": "2026-03-08", "call_again_at": "02:30", "asked_on": "2026-03-07"}

    response = call(assistant, followup, "call_back", **again)

    assert sentences(response) == {
        "call_again_at": ["The clocks go forward that night, and skip this time. Choose another."]
    }


HOSTILE = {
    "number": ["+12025550199", "'; drop table", "\0", BIG],
    "outcome": ["reached", "\0", BIG],
    "call_again_on": ["0001-01-01", "9999-12-31", "2100-12-31", "soon", "\0", BIG],
    "call_again_at": ["25:00", "noon", "NaN", "\0", BIG],
    "asked_on": ["", "2026-07-09", "0001-01-01", "\0"],
    "asked_at": ["25:00", "\0", BIG],
    "asked_by": ["", "0", "9" * 30, "\0"],
    "died_on": ["2026-07-09", "0001-01-01", "soon"],
}


@pytest.mark.parametrize("field", HOSTILE)
def test_hostile_values_get_a_sentence_at_their_field_and_save_nothing(assistant, followup, field):
    for value in HOSTILE[field]:
        fields = {"outcome": "call_back"} | CALL_BACK | {field: value}

        response = call(assistant, followup, fields.pop("outcome"), **fields)

        assert (response.status_code, field in sentences(response)) == (422, True), str(value)[:20]
    assert not CallAttempt.objects.exists()


# --- the page -------------------------------------------------------------------------------------------------


def test_the_script_asks_for_two_identifiers_before_it_names_the_drug(assistant, followup):
    page = assistant.get(call_path(followup)).text

    script = page.partition('aria-label="Script"')[2].partition("</section>")[0]
    english = script.partition('<ol class="said" lang="en">')[2].partition("</ol>")[0]
    assert (
        english.index("full name and your date of birth") < english.index("8 June 1985") < english.index("naltrexone")
    )
    assert "naltrexone" not in script.partition('class="voicemail"')[2].lower()
    assert "naltrexona" not in script.partition('class="voicemail"')[2].lower()


@pytest.mark.parametrize(
    ("telephone", "ends"),
    [("(202) 555-0142", "call me back at (202) 555-0142. Thank you."), ("", "call me back. Thank you.")],
)
def test_before_the_person_is_known_neither_the_drug_nor_the_clinic_is_named(
    assistant, followup, settings, telephone, ends
):
    settings.CLINIC_NAME, settings.CLINIC_PHONE = "Low Dose Naltrexone Clinic", telephone
    page = assistant.get(call_path(followup)).context

    for script in page["scripts"]:
        assert "naltrexon" not in f"{script.greeting} {script.identity} {script.voicemail}".lower()
    assert page["scripts"][0].voicemail.endswith(ends)


def test_the_script_begins_in_the_patients_language(assistant, followup):
    followup.patient.save_checked(language="es")

    page = assistant.get(call_path(followup))

    assert 'id="script-es" class="visually-hidden" checked' in " ".join(page.text.split())
    assert page.context["form"]["asked_in"].value() == "es"
    assert "¿Puedo hablar con Beatriz Baptiste?" in page.text


def test_the_page_tells_each_number_and_chooses_the_first(assistant, followup):
    page = assistant.get(call_path(followup))

    assert page.context["form"]["number"].value() == "+12025550101"
    assert 'href="tel:+1-202-555-0102"' in page.text
    assert "Home, daughter" in page.text
    assert "May leave details" in page.text
    assert "America/Chicago" in page.text
    log = AccessLog.objects.get(user=assistant.user)
    assert (log.page, log.patient_ids) == ("followups:call", [followup.patient_id])


def test_who_is_not_to_be_called_and_who_has_no_number_is_said(assistant):
    followup = FollowUpFactory(prescription__patient__do_not_contact=True)

    page = assistant.get(call_path(followup)).text

    assert "Do not contact, by any means." in page
    assert "No number is in use." in page


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("kind", "queries"), [("followup", 20), ("first_dose", 20), ("refill", 20), ("wash_out", 17)])
def test_every_kind_asks_the_database_as_often_however_much_is_on_file(
    assistant, request, kind, queries, rows, django_assert_num_queries
):
    followup = request.getfixturevalue(kind)
    for minute in range(rows):
        CallAttempt.objects.create(
            followup=followup, outcome="busy", called_by=assistant.user, called_at=TEN - timedelta(minutes=minute)
        )
    assistant.get(call_path(followup))

    with django_assert_num_queries(queries):
        assistant.get(call_path(followup))


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_does_not_record_contacts_calls_nobody(signed_in_client, followup, role):
    client = signed_in_client(role)

    assert client.get(call_path(followup)).status_code == 403
    assert call(client, followup, "no_answer").status_code == 403


def test_no_call_is_logged_for_a_follow_up_that_is_settled(assistant, followup):
    followup.save_checked(state="answered", settled_at="2026-07-08T00:00Z")

    response = call(assistant, followup, "no_answer")

    assert sentences(response) == {"__all__": ["This follow-up has been answered or closed already."]}


def test_a_call_made_in_time_is_logged_though_the_window_closed_before_it_was_saved(assistant, followup):
    followup.save_checked(state="missed", settled_at="2026-07-08T04:00Z")

    response = call(assistant, followup, "no_answer")

    assert response.status_code == 302
    assert [attempt.outcome for attempt in followup.attempts.all()] == ["no_answer"]
    followup.refresh_from_db()
    assert followup.state == "missed"


def test_an_answer_by_telephone_after_the_window_has_closed_settles_what_was_missed(assistant, followup):
    followup.save_checked(state="missed", settled_at="2026-07-08T04:00Z")

    assert "can still be saved" in assistant.get(call_path(followup)).text
    response = answer_by_telephone(assistant, followup)

    assert response.status_code == 302
    followup.refresh_from_db()
    assert followup.state == "answered"


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


# --- would not say -------------------------------------------------------------------------------------------


def test_not_asked_and_would_not_say_are_two_answers(assistant, followup):
    call(
        assistant,
        followup,
        pgic="declined",
        continues="",
        side_effects="declined",
        anything_new="declined",
        declined=["relief_percent", "dose"],
    )

    answer = Response.objects.get()
    assert answer.declined_items == ["pgic", "side_effects", "anything_new", "relief_percent", "dose"]
    assert (answer.pgic, answer.relief_percent, answer.dose_mg, answer.new_facts) == (None, None, None, None)
    assert answer.side_effects_asked is False
    assert "continues" not in answer.declined_items


def test_an_answer_beside_would_not_say_is_asked_about(assistant, followup):
    response = answer_by_telephone(assistant, followup, declined=["relief_percent"])

    assert sentences(response) == {
        "relief_percent": ["There is an answer, and “would not say” is ticked: take one of them away."]
    }


# --- the dose ------------------------------------------------------------------------------------------------


def test_the_dose_is_number_times_strength(assistant, followup):
    answer_by_telephone(assistant, followup, dose_count="0.5", strength_mg="1.5")

    assert str(Response.objects.get().dose_mg) == "0.75"


def test_another_strength_than_what_is_on_file_is_asked_about(assistant, followup):
    asked = answer_by_telephone(assistant, followup, dose_count="1", strength_mg="4.5")

    assert sentences(asked) == {
        "confirmed": [
            "4.5 mg each, and what is on file are tablets of 1.5 mg. Have the label read out again; if it is so,"
            " escalate it."
        ]
    }
    saved = answer_by_telephone(assistant, followup, dose_count="1", strength_mg="4.5", confirmed="4.5 mg each")
    assert saved.status_code == 302


@pytest.mark.parametrize(
    ("count", "strength", "sentence"),
    [
        ("3", "", "Say which strength: the label of what is taken tells it."),
        ("50", "1.5", "A dose is at most 50 mg a day."),
        ("0.25", "0.75", "This makes a part of a hundredth of a milligram. Ask again how many."),
    ],
)
def test_a_dose_that_makes_no_sense_says_why(assistant, followup, count, strength, sentence):
    response = answer_by_telephone(assistant, followup, dose_count=count, strength_mg=strength)

    assert sentences(response)["dose_count"] == [sentence]


def test_what_a_milestone_does_not_ask_is_folded_away(assistant, followup):
    followup.milestone.save_checked(asks_peg=False, asks_cost=False)

    form = assistant.get(call_path(followup)).context["form"]

    assert [field.name for field in form.asked_now] == ["functional_gains"]
    assert [field.name for field in form.more] == ["average_pain", "peg_enjoyment", "peg_activity", "monthly_cost_usd"]


def test_the_last_answers_and_calls_stand_beside_the_form(assistant, followup):
    ResponseFactory(prescription=followup.prescription, asked_on=date(2026, 6, 19), relief_percent=20)
    call(assistant, followup, "busy")

    page = assistant.get(call_path(followup)).text

    assert "20 % relief, much improved, goes on" in page
    assert "Wed 8 Jul, 10:00</span>: busy" in page
