"""What is typed at a call: when to call back, what was not said, the dose, and what makes no sense."""

from datetime import UTC, date, datetime

import pytest

from followups.local_time import instant
from followups.models import CallAttempt, Response
from followups.tests.answer_form import answer_by_telephone, call, call_path, sentences
from tests.factories import (
    FollowUpFactory,
    PhoneNumberFactory,
    ResponseFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BIG = "x" * 1_000_000


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
