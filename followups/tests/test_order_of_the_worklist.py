"""How each follow-up is asked, in which order they come, and why, in words."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from followups import rows, worklist
from followups.models import CallingRules, Holiday
from followups.tests.due import (
    NOW,
    TODAY,
    due,
    first_dose_due,
    listed,
    names,
    refill_due,
    tried,
    wash_out_due,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


# --- how it is asked ----------------------------------------------------------------------------------------


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

    assert {row.patient.family_name: row.why_not_called for row in listed("nobody")} == {
        "Adams": "Do not contact, by any means",
        "Brown": "Does not agree to be called; no visit is booked",
        "Clark": "No telephone number in use; no visit is booked",
        "Davis": "Died Wed 1 Jul: stop the course",
    }
    assert names("call") == []


def test_who_does_not_agree_to_calls_is_asked_at_a_visit():
    due("Brown", patient={"consents_to_calls": False}, visit_on=TODAY)

    assert names("visit") == ["Brown"]


# --- in which order -----------------------------------------------------------------------------------------


def test_the_order_is_what_is_best_to_do_now():
    user = UserFactory()
    due("New")
    due("Rests", rests_until=NOW + timedelta(hours=1))
    due("Promised for 11:00", promised_for=NOW + timedelta(hours=1))
    refill_due("Refill")
    due("Asleep", patient={"time_zone": "America/Los_Angeles"})  # 07:00 there
    wash_out_due("Wash-out")
    due("Closes tonight", patient={"time_zone": "Europe/Helsinki"}, window_closes_on=date(2026, 7, 19))  # 17:00 there
    due("Window closes", window_closes_on=TODAY)
    due("Promised for 9:30", promised_for=NOW - timedelta(minutes=30))
    due("Promised for 9:00", promised_for=NOW - timedelta(hours=1))
    enough = due("Enough tried")
    for _ in range(3):
        tried(enough, user)
    CallingRules.objects.update(calling_until="17:30")  # Helsinki's evening comes first

    assert names() == [
        "Promised for 9:00",
        "Promised for 9:30",
        "Window closes",
        "Closes tonight",
        "Wash-out",
        "Refill",
        "New",
        "Enough tried",
        "Asleep",
        "Promised for 11:00",
        "Rests",
    ]


def test_nothing_that_is_due_ever_leaves_the_list():
    user = UserFactory()
    promised = due("Promised", promised_for=NOW + timedelta(days=3))
    tried(promised, user, "call_back", call_again_at=NOW + timedelta(days=3))
    rests = due("Rests", rests_until=NOW + timedelta(hours=3))
    tried(rests, user)

    assert names() == ["Promised", "Rests"]
    assert [row.is_ready for row in listed()] == [False, False]
    assert sorted(names("done")) == ["Promised", "Rests"]


def test_a_promise_that_is_due_ends_the_rest():
    due("Adams", rests_until=NOW + timedelta(hours=1), promised_for=NOW)

    assert [row.is_ready for row in listed()] == [True]


def test_a_promise_that_is_due_ends_the_count_of_attempts():
    followup = due(promised_for=NOW)
    for _ in range(3):
        tried(followup, UserFactory())

    assert [(row.is_ready, row.is_tried_enough) for row in listed()] == [(True, True)]


def test_calls_that_reached_the_patient_or_were_undone_are_not_counted_as_in_vain():
    user = UserFactory()
    followup = due()
    for _ in range(3):
        tried(followup, user, "hung_up")
    tried(followup, user, voided_at=NOW, voided_by=user, voided_reason="Another patient's")

    assert [(row.is_tried_enough, row.followup.tries) for row in listed()] == [(False, 3)]


@pytest.mark.parametrize(
    ("closes_on", "turn"),
    [
        (date(2026, 7, 10), "WINDOW_CLOSES"),  # Friday, today
        (date(2026, 7, 12), "WINDOW_CLOSES"),  # Sunday: nobody works before
        (date(2026, 7, 13), "WINDOW_CLOSES"),  # Monday, a holiday
        (date(2026, 7, 14), "NEW"),
    ],
)
def test_a_window_that_closes_before_the_next_working_day_comes_today(closes_on, turn):
    Holiday.objects.create(day=date(2026, 7, 13), name="A holiday")
    due(window_closes_on=closes_on)

    [row] = listed(now=datetime(2026, 7, 10, 14, 0, tzinfo=UTC))

    assert row.followup.turn == worklist.Turn[turn]


# --- in words -----------------------------------------------------------------------------------------------


def test_a_promise_is_told_in_the_patients_time_and_how_far_off_it_is():
    due("Adams", promised_for=NOW - timedelta(minutes=30), patient={"time_zone": "America/Chicago"})
    due("Brown", promised_for=NOW + timedelta(hours=3))
    due("Clark", promised_for=NOW + timedelta(days=3))

    assert [row.when for row in listed()] == [
        ("call back 08:30 CDT", "30 min ago"),
        ("call back 13:00", "in 3 h"),
        ("call back Sat 11 Jul, 10:00", "in 3 days"),
    ]


def test_a_rest_says_until_when_and_after_what():
    followup = due(rests_until=NOW + timedelta(hours=2))
    tried(followup, UserFactory(), at=NOW - timedelta(hours=1))

    assert listed()[0].when == ("not before 12:00", "last: no answer, 09:00")


def test_what_was_tried_enough_says_when_it_leaves_the_list():
    for followup in (due("Adams"), refill_due("Brown")):
        for _ in range(3):
            tried(followup, UserFactory())

    assert [row.when for row in listed()] == [
        ("enough tried", "stays on the list until it is answered"),
        ("enough tried", "leaves the list after Sun 19 Jul"),
    ]


def test_the_window_is_mentioned_when_it_closes_soon():
    followup = due(window_closes_on=date(2026, 7, 11))

    assert rows.why(followup, today=date(2026, 7, 7)) == ("1 month, due Sun 5 Jul", "2 days overdue", "")
    assert rows.why(followup, today=date(2026, 7, 10))[1:] == ("5 days overdue", "window closes tomorrow")
    assert rows.why(followup, today=date(2026, 7, 11))[1:] == ("6 days overdue", "window closes today")
    assert rows.why(followup, today=date(2026, 7, 6)).lateness == "1 day overdue"
    assert rows.why(followup, today=date(2026, 7, 5)).lateness == "today"
    assert rows.why(followup, today=date(2026, 7, 4)).lateness == "tomorrow"
    assert rows.why(followup, today=date(2026, 7, 3)).lateness == "in 2 days"


def test_each_kind_says_why_it_is_here():
    refill, wash_out, first_dose = refill_due(), wash_out_due(), first_dose_due(window_closes_on=date(2026, 7, 6))

    assert rows.why(refill, today=TODAY) == ("Refill", "supply ends Fri 10 Jul", "in 2 days")
    assert rows.why(refill, today=date(2026, 7, 12)) == ("Refill", "supply ended Fri 10 Jul", "2 days ago")
    assert rows.why(wash_out, today=date(2026, 7, 7))[:2] == ("Wash-out", "ends Tue 7 Jul: any opioid since?")
    assert rows.why(wash_out, today=TODAY)[:2] == ("Wash-out", "ended Tue 7 Jul: any opioid since?")
    assert rows.why(first_dose, today=TODAY) == ("Has it arrived? First dose, due Sun 5 Jul", "3 days overdue", "")
