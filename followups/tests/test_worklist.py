from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.auth.models import Permission as DjangoPermission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from core import heartbeat
from core.models import AccessLog
from followups import rows, worklist
from followups.tests.due import (
    NOW,
    TODAY,
    desk,
    due,
    listed,
    names,
    queries_of,
    refill_due,
    tried,
    wash_out_due,
)
from patients.models import ContactPerson, PhoneNumber
from tests.factories import FollowUpFactory, ResponseFactory, UserFactory

pytestmark = pytest.mark.django_db

URL = "/follow-ups/"
MOST_QUERIES = 8


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_worklist_has_its_address():
    assert reverse("followups:worklist") == URL


def test_the_page_says_whom_to_ask_and_why(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    followup = due(patient={"language": "es"})
    ContactPerson.objects.create(patient=followup.patient, name="Ana", relation="daughter")
    ResponseFactory(prescription=followup.prescription, asked_on=date(2026, 6, 20), relief_percent=20, dose_mg="1.5")
    tried(followup, client.user, at=NOW - timedelta(days=1))

    page = " ".join(client.get(URL).text.split())

    assert "<h1>Whom to ask today</h1>" in page
    assert '1 month, due Sun 5 Jul, <span class="late">3 days overdue</span>' in page
    assert 'href="tel:+1-202-555-0101"' in page
    assert "Mobile: leave no message" in page
    assert "may speak to Ana (daughter)" in page
    assert "41 years" in page
    assert "Spanish" in page
    assert "Sat 20 Jun" in page
    assert "20 %, 1.5 mg" in page
    assert "last: no answer" in page
    assert "Call next: Beatriz B." in page
    assert f'formaction="/follow-ups/{followup.pk}/start/"' in page


def test_a_number_out_of_use_is_not_shown():
    followup = due()
    PhoneNumber.objects.create(patient=followup.patient, number="+12025550177", out_of_use_on=TODAY)

    assert [str(number) for number in listed()[0].patient.numbers_in_use] == ["(202) 555-0101"]


def test_who_has_no_number_in_use_is_not_to_be_called():
    PhoneNumber.objects.filter(patient=due("Adams").patient).update(out_of_use_on=TODAY)

    assert [row.why_not_called for row in listed("nobody")] == ["No telephone number in use; no visit is booked"]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_does_not_see_patients_does_not_see_the_worklist(signed_in_client, role):
    assert signed_in_client(role).get(URL).status_code == 403


# --- what is on it ------------------------------------------------------------------------------------------


def test_only_open_follow_ups_of_valid_courses_in_their_window_are_listed():
    followup = due("Due")
    FollowUpFactory(prescription=followup.prescription, number=2, window_opens_on=date(2026, 7, 4))
    FollowUpFactory(
        prescription=followup.prescription,
        number=3,
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
    due("Adams", promised_for=NOW)
    due("Brown", due_on=TODAY, claimed_by=client.user, claimed_until=NOW + timedelta(minutes=5))
    due("Clark", visit_on=TODAY, claimed_by=client.user, claimed_until=NOW)  # run out
    tried(due("Davis", number=False), client.user)
    due("Evans", state="answered", settled_at=NOW)
    due("Frank", state="answered", settled_at=NOW - timedelta(hours=11))  # yesterday, 23:00

    counted = worklist.counts(desk(client.user))

    assert counted == {
        "": 4,
        "overdue": 3,
        "call-back": 1,
        "mine": 1,
        "done": 2,
        "call": 2,
        "visit": 1,
        "nobody": 1,
    }
    assert {key: len(listed(key, by=client.user)) for key in counted} == counted
    assert "Adams" in client.get(URL, {"show": "call-back"}).text
    assert "Brown" not in client.get(URL, {"show": "call-back"}).text


def test_what_was_done_today_says_what_and_by_whom_and_leads_back(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    tried_one, answered = due("Adams"), due("Brown", state="answered", settled_at=NOW)
    tried(tried_one, client.user, "voicemail")
    ResponseFactory(prescription=answered.prescription, followup=answered)

    page = client.get(URL, {"show": "done"}).text

    assert "10:00 voicemail" in page
    assert "by you" in page
    assert "answered, asked by Robin" in page
    assert f"/follow-ups/{tried_one.pk}/start/" in page
    assert f"/follow-ups/{answered.pk}/start/" not in page
    assert AccessLog.objects.get(user=client.user).patient_ids == sorted([tried_one.patient_id, answered.patient_id])


def test_a_call_that_was_entered_today_from_paper_says_its_own_day(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    on_paper = tried(due(), client.user, at=NOW - timedelta(days=1))
    on_paper.entered_at = NOW
    on_paper.save()

    assert "Tue 7 Jul, 10:00 no answer" in client.get(URL, {"show": "done"}).text


def test_a_list_on_which_nobody_can_be_called_now_says_why(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    resting = due(rests_until=NOW + timedelta(hours=1))
    nobody = "Nobody is to be called now"

    assert nobody in client.get(URL).text
    resting.rests_until = None
    resting.save()
    assert nobody not in client.get(URL).text


def test_what_was_done_today_can_be_undone_from_there_once_and_by_who_records_contacts(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    followup = due("Adams")
    wrong, undone = (tried(followup, client.user, outcome) for outcome in ("busy", "voicemail"))
    undone.voided_at, undone.voided_by, undone.voided_reason = NOW, client.user, "Another patient"
    undone.save()

    page = client.get(URL, {"show": "done"}).text
    client.user.groups.clear()
    client.user.user_permissions.add(DjangoPermission.objects.get(codename="see_patients"))
    looked_at = client.get(URL, {"show": "done"}).text

    assert page.count(f'href="/follow-ups/calls/{wrong.pk}/undo/"') == 1
    assert f"/follow-ups/calls/{undone.pk}/undo/" not in page
    assert "10:00 busy" in looked_at
    assert "/undo/" not in looked_at


@pytest.mark.parametrize("hostile", ["name;--", "(select 1)", "a.b", "password__startswith", "\0", "x" * 10_000])
def test_a_filter_that_does_not_exist_shows_everything(signed_in_client, hostile):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    due("Adams")

    response = client.get(URL, {"show": hostile})

    assert response.status_code == 200
    assert "Adams" in response.text


def test_exactly_the_patients_shown_are_logged(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    shown = due("Adams", visit_on=TODAY)
    due("Brown")

    client.get(URL, {"show": "visit"})

    log = AccessLog.objects.get(user=client.user)
    assert (log.page, log.patient_ids) == ("followups:worklist", [shown.patient_id])


def test_a_long_list_shows_the_best_and_says_so(signed_in_client, monkeypatch):
    monkeypatch.setattr(rows, "MOST_ROWS", 2)
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    for _ in range(3):
        due()

    page = client.get(URL).text

    assert "The first 2 of 3 are shown" in page
    assert page.count("row-link") == 2


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize("show", ["", "done"])
def test_the_worklist_asks_the_database_as_often_for_one_row_as_for_thirty(signed_in_client, how_many, show):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    for _ in range(how_many):
        followup = due(claimed_by=UserFactory(), claimed_until=NOW + timedelta(minutes=5))
        ContactPerson.objects.create(patient=followup.patient, name="Ana", relation="daughter")
        tried(followup, UserFactory())
        ResponseFactory(prescription=followup.prescription, asked_by=client.user)
        refill_due()
        wash_out_due()
        ResponseFactory(followup=due(state="answered", settled_at=NOW), prescription=followup.prescription)

    with CaptureQueriesContext(connection) as captured:
        client.get(URL, {"show": show})

    assert len(queries_of(captured)) == MOST_QUERIES


# --- what else the page says --------------------------------------------------------------------------------


def test_an_empty_list_says_why(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)

    assert "Nobody has to be asked today" in client.get(URL).text
    assert "You are calling nobody" in client.get(URL, {"show": "mine"}).text
    assert "Nothing was answered or tried yet today" in client.get(URL, {"show": "done"}).text


def test_an_empty_part_leads_to_the_rest(signed_in_client):
    client = signed_in_client(Role.MEDICAL_ASSISTANT)
    due()

    page = client.get(URL, {"show": "nobody"}).text

    assert "Nobody is in this part of the list" in page
    assert "Show all 1" in page


def test_a_recent_pass_is_told_in_seconds(signed_in_client):
    heartbeat.stamp(heartbeat.TICK, now=NOW - timedelta(seconds=12))

    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(URL).text

    assert "Last pass 12 s ago" in page
    assert "Tell the administrator" not in page


@pytest.mark.parametrize(
    ("last", "words"),
    [(None, "The scheduler has never made a pass."), (timedelta(minutes=6), "last pass was Wed 8 Jul, 09:54.")],
)
def test_a_scheduler_that_stands_still_is_a_warning_and_the_page_makes_up_for_it(signed_in_client, last, words):
    if last:
        heartbeat.stamp(heartbeat.TICK, now=NOW - last)

    page = signed_in_client(Role.MEDICAL_ASSISTANT).get(URL).text

    assert words in page
    assert "Tell the administrator" in page
    assert f'hx-post="{reverse("followups:catch-up")}"' in page


def test_a_clinician_who_may_only_look_gets_no_buttons(signed_in_client):
    client = signed_in_client(Role.CLINICIAN)
    client.user.groups.clear()
    client.user.user_permissions.add(DjangoPermission.objects.get(codename="see_patients"))
    due()

    page = client.get(URL).text

    assert "Start call" not in page
    assert "Call next" not in page
    assert "Someone rings back" not in page
