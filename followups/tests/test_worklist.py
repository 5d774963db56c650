from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from core import heartbeat
from core.models import AccessLog
from followups import worklist
from followups.models import CallAttempt
from patients.models import Visit
from tests.factories import FollowUpFactory, PatientFactory, PhoneNumberFactory, PrescriptionFactory, ResponseFactory

pytestmark = pytest.mark.django_db

URL = "/follow-ups/"
TODAY = date(2026, 7, 8)
NOW = datetime(2026, 7, 8, 14, 0, tzinfo=UTC)  # 10:00 in New York


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def due(family_name="Baptiste", number=True, visit_on=None, patient=None, **kwargs):
    """A follow-up whose window is open: 1 month, due on Sunday 5 July, 3 days ago."""
    patient = PatientFactory(family_name=family_name, **(patient or {}))
    if number:
        PhoneNumberFactory(patient=patient)
    if visit_on:
        Visit.objects.create(patient=patient, day=visit_on)
    course = kwargs.pop("prescription", None) or PrescriptionFactory(patient=patient, started=True)
    return FollowUpFactory(prescription=course, **kwargs)


def promise(followup, at, by, outcome="call_back"):
    return CallAttempt.objects.create(
        followup=followup, number="+12025550101", outcome=outcome, call_again_at=at, called_by=by
    )


def rows(chosen=""):
    return worklist.rows(worklist.narrowed(worklist.due(now=NOW), chosen), now=NOW)


def names(chosen=""):
    return [row.patient.family_name for row in rows(chosen)]


def test_the_worklist_has_its_address():
    assert reverse("followups:worklist") == URL


def test_the_page_says_whom_to_ask_and_why(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    followup = due()
    ResponseFactory(prescription=followup.prescription, asked_on=date(2026, 6, 20), relief_percent=20, dose_mg="1.5")

    page = client.get(URL).content.decode()

    assert "<h1>Whom to ask today</h1>" in page
    assert '1 month, due Sun 5 Jul, <span class="late">3 days overdue</span>' in page
    assert 'href="tel:+1-202-555-0101"' in page
    assert "Mobile: leave no message" in page
    assert "41 years" in page
    assert "Sat 20 Jun" in page
    assert "20 %, 1.5 mg" in page
    assert f'href="/follow-ups/{followup.pk}/answer/"' in page
    assert f'href="/patients/{followup.prescription.patient_id}/"' in page or "row-link" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_does_not_see_patients_does_not_see_the_worklist(signed_in_client, role):
    assert signed_in_client(role).get(URL).status_code == 403


def test_a_booked_visit_takes_the_place_of_the_call():
    due("Adams", visit_on=TODAY)
    due("Brown", visit_on=date(2026, 7, 19))
    due("Clark", visit_on=date(2026, 7, 20))  # after the window
    due("Davis", visit_on=date(2026, 7, 7))  # yesterday, and nobody said that the patient came

    assert names("visit") == ["Adams", "Brown"]
    assert sorted(names("call")) == ["Clark", "Davis"]


def test_who_must_not_be_called_is_shown_with_the_reason():
    due("Adams", patient={"do_not_contact": True}, visit_on=TODAY)
    due("Brown", patient={"consents_to_calls": False})
    due("Clark", number=False)
    due("Davis", patient={"deceased_on": date(2026, 7, 1)})

    assert {row.patient.family_name: row.why_not_called for row in rows("nobody")} == {
        "Adams": "Do not contact, by any means",
        "Brown": "Does not agree to be called; no visit is booked",
        "Clark": "No telephone number on file; no visit is booked",
        "Davis": "Died Wed 1 Jul: stop the course",
    }
    assert names("call") == []


def test_who_does_not_agree_to_calls_is_asked_at_a_visit():
    due("Brown", patient={"consents_to_calls": False}, visit_on=TODAY)

    assert names("visit") == ["Brown"]


def test_promised_calls_come_first_then_windows_that_close_soonest_and_later_promises_last(signed_in_client):
    user = signed_in_client(Role.MEDICAL_ASSISTANT).user
    due("Later window")
    due("Closes today", window_closes_on=TODAY)
    promise(due("Promised for 13:00"), NOW + timedelta(hours=3), user)
    promise(due("Promised for 9:30"), NOW - timedelta(minutes=30), user)
    promise(due("Promised for 9:00"), NOW - timedelta(hours=1), user)

    assert names() == ["Promised for 9:00", "Promised for 9:30", "Closes today", "Later window", "Promised for 13:00"]


def test_a_later_attempt_takes_a_promise_back(signed_in_client):
    user = signed_in_client(Role.MEDICAL_ASSISTANT).user
    followup = due()
    promise(followup, NOW - timedelta(hours=1), user)
    promise(followup, None, user, outcome="no_answer")

    row = rows()[0]

    assert row.call_back == ""
    assert [attempt.outcome for attempt in row.attempts] == ["no_answer", "call_back"]


def test_a_promise_is_told_in_the_patients_time(signed_in_client):
    user = signed_in_client(Role.MEDICAL_ASSISTANT).user
    promise(due(patient={"time_zone": "America/Chicago"}), NOW + timedelta(hours=1), user)

    assert rows()[0].call_back == "Call back later: Wed 8 Jul, 10:00 CDT"


def test_the_window_is_mentioned_when_it_closes_soon():
    followup = due(window_closes_on=date(2026, 7, 11))

    assert worklist.why(followup, today=date(2026, 7, 7)) == ("1 month, due Sun 5 Jul", "2 days overdue", "")
    assert worklist.why(followup, today=date(2026, 7, 10))[1:] == ("5 days overdue", "window closes tomorrow")
    assert worklist.why(followup, today=date(2026, 7, 11))[1:] == ("6 days overdue", "window closes today")
    assert worklist.why(followup, today=date(2026, 7, 6)).lateness == "1 day overdue"
    assert worklist.why(followup, today=date(2026, 7, 5)).lateness == "today"
    assert worklist.why(followup, today=date(2026, 7, 4)).lateness == "tomorrow"
    assert worklist.why(followup, today=date(2026, 7, 3)).lateness == "in 2 days"


def test_the_first_dose_question_leads_to_the_first_dose(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    course = PrescriptionFactory(patient=PhoneNumberFactory().patient)
    FollowUpFactory(prescription=course, milestone="first_dose", window_closes_on=date(2026, 7, 6))

    page = client.get(URL).content.decode()

    assert 'Has it arrived? First dose, due Sun 5 Jul, <span class="late">3 days overdue</span>' in page
    assert "window closes" not in page
    assert f'href="/courses/{course.pk}/start/"' in page
    assert "Record the first dose" in page


def test_only_open_follow_ups_of_valid_courses_in_their_window_are_listed():
    followup = due("Due")
    FollowUpFactory(prescription=followup.prescription, milestone="month_2", window_opens_on=date(2026, 7, 4))
    FollowUpFactory(
        prescription=followup.prescription,
        milestone="month_3",
        due_on=date(2026, 7, 9),
        window_opens_on=date(2026, 7, 9),
    )
    due("Answered", state="answered", settled_at=NOW)
    voided = due("Voided")
    course = voided.prescription
    course.voided_at, course.voided_by, course.voided_reason = NOW, course.prescriber, "Another patient's"
    course.save()

    assert names() == ["Due", "Due"]


def test_each_filter_counts_what_it_shows(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    promise(due("Adams"), NOW, client.user)
    due("Brown", due_on=TODAY)
    due("Clark", visit_on=TODAY)
    due("Davis", number=False)

    counted = worklist.counts(worklist.due(now=NOW))

    assert counted == {"": 4, "call": 2, "visit": 1, "nobody": 1, "overdue": 3, "call-back": 1}
    assert {key: len(rows(key)) for key in counted} == counted
    assert b"Adams" in client.get(URL, {"show": "call-back"}).content
    assert b"Brown" not in client.get(URL, {"show": "call-back"}).content


@pytest.mark.parametrize("hostile", ["name;--", "(select 1)", "a.b", "password__startswith", "\0", "x" * 10_000])
def test_a_filter_that_does_not_exist_shows_everything(signed_in_client, hostile):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    due("Adams")

    response = client.get(URL, {"show": hostile})

    assert response.status_code == 200
    assert b"Adams" in response.content


def test_exactly_the_patients_shown_are_logged(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    shown = due("Adams", visit_on=TODAY)
    due("Brown")

    client.get(URL, {"show": "visit"})

    log = AccessLog.objects.get(user=client.user)
    assert (log.page, log.patient_ids) == ("followups:worklist", [shown.prescription.patient_id])


def test_a_long_list_shows_the_first_hundred_and_says_so(signed_in_client, monkeypatch):
    monkeypatch.setattr(worklist, "MOST_ROWS", 2)
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    for _ in range(3):
        due()

    page = client.get(URL).content.decode()

    assert "The first 2 of 3 are shown" in page
    assert page.count("row-link") == 2


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_worklist_asks_the_database_as_often_for_one_row_as_for_thirty(
    signed_in_client, django_assert_num_queries, how_many
):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    for _ in range(how_many):
        followup = due()
        promise(followup, NOW, client.user)
        ResponseFactory(prescription=followup.prescription, asked_by=client.user)

    with django_assert_num_queries(QUERIES):
        client.get(URL)


QUERIES = 15


def test_an_empty_list_says_why(signed_in_client):
    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(URL).content.decode()

    assert "Nobody has to be asked today" in page


def test_an_empty_part_leads_to_the_rest(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    due()

    page = client.get(URL, {"show": "nobody"}).content.decode()

    assert "Nobody is in this part of the list" in page
    assert "Show all 1" in page


def test_a_recent_pass_is_told_in_seconds(signed_in_client):
    heartbeat.stamp(heartbeat.TICK, now=NOW - timedelta(seconds=12))

    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(URL).content.decode()

    assert "Last pass 12 s ago" in page
    assert "Tell the administrator" not in page


@pytest.mark.parametrize(
    ("last", "words"),
    [(None, "The scheduler has never made a pass."), (timedelta(minutes=6), "last pass was Wed 8 Jul, 09:54.")],
)
def test_a_scheduler_that_stands_still_is_a_warning(signed_in_client, last, words):
    if last:
        heartbeat.stamp(heartbeat.TICK, now=NOW - last)

    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(URL).content.decode()

    assert words in page
    assert "Tell the administrator" in page


def test_a_clinician_who_may_only_look_gets_no_buttons(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    client.user.groups.clear()
    from django.contrib.auth.models import Permission as DjangoPermission

    client.user.user_permissions.add(DjangoPermission.objects.get(codename="see_patients"))
    due()

    page = client.get(URL).content.decode()

    assert "Record the answer" not in page
    assert "Log a call" not in page
