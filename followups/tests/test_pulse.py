"""What the worklist hears while it stands, and the sheet for the day the network is down."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from accounts.permissions import Role
from core import heartbeat
from core.access import counts_as_use
from core.models import AccessLog
from followups.tests.due import NOW, due, queries_of, refill_due, tried, wash_out_due
from patients.models import ContactPerson
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

URL = "/follow-ups/pulse/"
SHEET = "/follow-ups/call-sheet/"
MOST_QUERIES = 6


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def assistant(signed_in_client, clock):
    heartbeat.stamp(heartbeat.TICK, now=NOW - timedelta(seconds=12))
    return signed_in_client(Role.MEDICAL_ASSISTANT)


def pulse(assistant, *, rows=(), ready=(), **body):
    ids = {"rows": " ".join(map(str, rows)), "ready": " ".join(map(str, ready))}
    return " ".join(assistant.post(URL, {"since": "10:31", "show": ""} | ids | body).text.split())


def test_nothing_new_is_no_word(assistant):
    followup = due()

    answer = pulse(assistant, rows=[followup.pk], ready=[followup.pk])

    assert "Last pass 12 s ago" in answer
    assert "new" not in answer


def test_who_can_be_called_since_is_counted_and_waits_for_a_click(assistant):
    known = due()
    due("Promise fell due", promised_for=NOW)
    due("Rest ended", rests_until=NOW)
    refill_due()
    due("Still rests", rests_until=NOW + timedelta(hours=1))
    due("Asleep", patient={"time_zone": "America/Los_Angeles"})

    answer = pulse(assistant, rows=[known.pk], ready=[known.pk])

    assert '<a href="/follow-ups/" data-key="r">3 new since 10:31: show them</a>' in answer


def test_only_what_is_new_in_the_part_shown_is_counted(assistant):
    due("Late")
    due("Not late", due_on=NOW.date())

    answer = pulse(assistant, show="overdue")

    assert '<a href="/follow-ups/?show=overdue" data-key="r">1 new since 10:31: show it</a>' in answer


def test_who_has_what_is_said_row_by_row(assistant):
    maria = UserFactory(first_name="Maria", last_name="Lopez")
    held = due(claimed_by=maria, claimed_until=NOW + timedelta(minutes=29))
    free, answered = due(), due(state="answered", settled_at=NOW)

    answer = pulse(assistant, rows=[held.pk, free.pk, answered.pk])

    assert f'id="holder-{held.pk}" hx-swap-oob="true">Maria Lopez is calling since 09:59</span>' in answer
    assert f'id="holder-{free.pk}" hx-swap-oob="true"></span>' in answer
    assert f'id="holder-{answered.pk}" hx-swap-oob="true">Answered meanwhile</span>' in answer


def test_the_pulse_names_no_patient_and_is_no_reading(assistant):
    followup = due("Zimmermann")

    answer = pulse(assistant, rows=[followup.pk])

    assert "Zimmermann" not in answer
    assert not AccessLog.objects.exists()


def test_the_pulse_keeps_no_session_alive(assistant, clock):
    before = Session.objects.values().get()
    clock.shift(timedelta(minutes=10))

    assistant.post(URL)

    assert Session.objects.values().get() == before
    assert not counts_as_use(resolve(URL).func)
    assert counts_as_use(resolve("/follow-ups/").func)


@pytest.mark.parametrize(
    "text", ["x", "-1", "9" * 40, "1.5", "٣", "\0", "1 " * 10_000, "<script>", "25:99", "10:31:00"]
)
def test_whatever_a_page_says_of_itself_does_no_harm(assistant, text):
    response = assistant.post(URL, {"rows": text, "ready": text, "since": text, "show": text})

    assert response.status_code == 200
    assert "<script>" not in response.text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.RESEARCHER])
def test_who_does_not_see_the_list_does_not_hear_of_it(signed_in_client, clock, role):
    assert signed_in_client(role).post(URL).status_code == 403


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_pulse_asks_the_database_as_often_for_one_row_as_for_thirty(assistant, how_many):
    shown = [due(claimed_by=UserFactory(), claimed_until=NOW + timedelta(minutes=5)).pk for _ in range(how_many)]

    with CaptureQueriesContext(connection) as captured:
        pulse(assistant, rows=shown, ready=shown[1:])

    assert len(queries_of(captured)) == MOST_QUERIES


# --- the call sheet -----------------------------------------------------------------------------------------


def test_the_call_sheet_has_what_a_call_needs_and_no_more(assistant):
    followup = due("Adams", patient={"language": "es", "chart_number": "SECRET-1"})
    ContactPerson.objects.create(patient=followup.patient, name="Ana", relation="daughter")
    due("Visitor", visit_on=NOW.date())
    due("Forbidden", patient={"do_not_contact": True})

    page = " ".join(assistant.get(SHEET).text.split())

    assert "<b>Adams, Beatriz</b> <br> 41 years, <b>Spanish</b>" in page
    assert "1 month, due Sun 5 Jul, 3 days overdue" in page
    assert "(202) 555-0101, mobile: leave no message" in page
    assert "May speak to Ana (daughter)" in page
    assert "1 patient." in page
    assert [text for text in ("SECRET-1", "1985", "Visitor", "Forbidden") if text in page] == []


def test_each_kind_of_call_has_its_fields_on_the_sheet(assistant):
    due()
    refill_due()
    wash_out_due()

    page = assistant.get(SHEET).text

    assert page.count("Compared to before") == 1
    assert page.count("Will have it refilled") == 1
    assert page.count("Any opioid since: ") == 1


def test_who_is_printed_is_logged(assistant):
    followup = due()

    assistant.get(SHEET)

    log = AccessLog.objects.get()
    assert (log.page, log.patient_ids) == ("followups:call-sheet", [followup.patient_id])


def test_what_was_tried_enough_is_not_printed(assistant):
    followup = due()
    for _ in range(3):
        tried(followup, assistant.user)

    assert "Nobody has to be called today." in assistant.get(SHEET).text
