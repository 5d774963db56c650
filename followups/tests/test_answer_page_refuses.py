"""What the answer form does not take, and what it asks about."""

from datetime import date

import pytest

from followups.models import Response
from followups.tests.answer_form import send, sentences
from tests.factories import PrescriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TODAY = date(2026, 7, 8)
BIG = "x" * 1_000_000
RIGHT_TO_LEFT = "abc\u202edef"


# --- what does not fit --------------------------------------------------------------------------------------

REASON_BESIDE = "There is a reason to stop below: answer No here, or take the reason away."


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"continues": "no"}, {"stop_reason": ["Choose why the patient does not go on."]}),
        ({"stop_reason": "cost"}, {"continues": [REASON_BESIDE]}),
        ({"continues": "", "other_stop_reasons": ["cost"]}, {"continues": [REASON_BESIDE]}),
        ({"stopped_on": "2026-07-01"}, {"continues": [REASON_BESIDE]}),
        (
            {"answered_by": "proxy"},
            {"proxy_relation": ["Say how the person who answered is related to the patient."]},
        ),
        (
            {"proxy_relation": "daughter"},
            {"proxy_relation": ["The patient answered: leave this empty, or choose someone else above."]},
        ),
        (
            {"side_effects": "named"},
            {"side_effects": ["Tick the side effects that were named, or choose another answer."]},
        ),
        (
            {"side_effects": "none", "side_effects_effect": ["rash"]},
            {"side_effects": ["Some side effects are ticked: choose “Yes, these”, or untick them."]},
        ),
        (
            {"side_effects": "named", "side_effects_effect": ["rash"], "side_effects_severity_nausea": "mild"},
            {"side_effects": ["Nausea has a severity and is not ticked: tick it, or take the severity away."]},
        ),
        (
            {"side_effects": "named", "side_effects_effect": ["rash"], "side_effects_serious": ["nausea"]},
            {"side_effects": ["Nausea is said to be serious and is not ticked: tick it, or take that away."]},
        ),
        ({"asked_on": "2026-07-09"}, {"asked_on": ["This day is still to come."]}),
        ({"asked_on": "2026-06-04"}, {"asked_on": ["This is before the first dose."]}),
        (
            {"continues": "no", "stop_reason": "cost", "stopped_on": "2026-07-08", "asked_on": "2026-07-07"},
            {"stopped_on": ["This is after the day that was asked."]},
        ),
        (
            {"continues": "no", "stop_reason": "cost", "stopped_on": "2026-06-01"},
            {"__all__": ["The days are out of order: prescribed, then the first dose, then the stop."]},
        ),
    ],
)
def test_what_does_not_fit_comes_back_with_its_sentence(assistant, month_1, changes, errors):
    response = send(assistant, month_1, **changes)

    assert response.status_code == 422
    assert sentences(response) == errors
    assert "I can hoover again" in response.content.decode()
    assert not Response.objects.exists()


def test_without_words_there_is_nothing_to_quote(assistant, month_1):
    response = send(assistant, month_1, may_be_quoted="yes", gains_in_own_words="")

    assert sentences(response) == {
        "may_be_quoted": ["There are no words to quote: write them above, or choose “Not asked”."]
    }
    assert not Response.objects.exists()


def test_an_empty_answer_is_no_answer(assistant, month_1):
    nothing = dict.fromkeys(
        (
            "pgic",
            "relief_percent",
            "continues",
            "side_effects",
            "dose_count",
            "gains_in_own_words",
            "average_pain",
            "peg_enjoyment",
            "peg_activity",
            "monthly_cost_usd",
        ),
        "",
    )

    response = send(assistant, month_1, **nothing, functional_gains=[])

    assert sentences(response) == {
        "__all__": ["Nothing was answered. Fill in at least one answer, or log the call instead."]
    }
    assert response.text.count("Nothing was answered.") == 1


HOSTILE = {
    "asked_on": ["", "0001-01-01", "9999-12-31", "2026-02-30", "03/04/2026", "\0", BIG],
    "relief_percent": ["101", "-101", "49.9", "NaN", "1e309", "60 %", "\0", BIG, "9" * 5000],
    "dose_count": ["0", "-1", "0.2", "51", "NaN", "Infinity", "1e309", "4,5", "0.001", "\0", BIG],
    "strength_mg": ["0", "-1", "50.01", "NaN", "1e309", "4,5", "0.001", "\0", BIG],
    "declined": ["weather", "\0", BIG],
    "asked_in": ["latin", "\0", BIG],
    "monthly_cost_usd": ["-1", "NaN", "1e309", "100000", "1.234", "$16"],
    "average_pain": ["11", "-1", "3.5", "NaN", "1e309", "\0"],
    "peg_enjoyment": ["11", BIG],
    "peg_activity": ["-1", "ten"],
    "pgic": ["0", "8", "2.5", "very", "\0", BIG],
    "continues": ["maybe", "\0", BIG],
    "quality_of_life_improved": ["True", "1"],
    "stop_reason": ["boredom", "\0", BIG],
    "other_stop_reasons": [["cost", "boredom"]],
    "stopped_on": ["0001-01-01", "9999-12-31", "yesterday"],
    "side_effects": ["some", "\0", BIG],
    "may_be_quoted": ["maybe", "\0", BIG],
    "functional_gains": [["sleep", "flying"]],
    "gains_in_own_words": [RIGHT_TO_LEFT, "a\0b", BIG, "x" * 501],
    "mode": ["", None, "carrier pigeon", "\0"],
    "asked_by": ["", None, "0", "999999", "-1", "1e9", "\0", BIG, "9" * 30],
    "answered_by": ["", None, "dog"],
    "proxy_relation": [RIGHT_TO_LEFT, BIG],
}


@pytest.mark.parametrize("field", HOSTILE)
def test_hostile_values_get_a_sentence_at_their_field_and_save_nothing(assistant, month_1, field):
    for value in HOSTILE[field]:
        response = send(assistant, month_1, **{field: value})

        assert (response.status_code, field in sentences(response)) == (422, True), str(value)[:20]
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"side_effects_effect": ["insomnia", "'; drop table"]},
        {"side_effects_severity_rash": "deadly"},
        {"side_effects_serious": ["joy"]},
    ],
)
def test_side_effects_come_from_the_list(assistant, month_1, changes):
    response = send(assistant, month_1, side_effects="named", **changes)

    assert sentences(response) == {"side_effects": ["Choose side effects and severities from the list."]}


def test_fields_of_other_rows_are_no_part_of_the_form(assistant, month_1):
    other = PrescriptionFactory(started=True)

    send(assistant, month_1, prescription=str(other.pk), entered_by="1", id="1", voided_reason="x", is_imported="on")

    answer = Response.objects.get()
    assert (answer.prescription, answer.entered_by) == (month_1.prescription, assistant.user)
    assert (answer.voided_reason, answer.is_imported) == (None, False)


# --- contradictions are asked about -------------------------------------------------------------------------


@pytest.mark.parametrize(("pgic", "relief"), [("6", "80"), ("5", "1"), ("2", "-10"), ("1", "-100"), ("4", "50")])
def test_two_answers_that_do_not_fit_are_asked_about_once_and_never_changed(assistant, month_1, pgic, relief):
    asked = send(assistant, month_1, pgic=pgic, relief_percent=relief)

    assert asked.status_code == 422
    assert "don't fit together. Ask again which is right." in sentences(asked)["confirmed"][0]
    assert "I asked again, it is right" in asked.content.decode()
    assert not Response.objects.exists()

    saved = send(assistant, month_1, pgic=pgic, relief_percent=relief, confirmed=f"{pgic} and {relief}")

    assert saved.status_code == 302
    answer = Response.objects.get()
    assert (str(answer.pgic), str(answer.relief_percent)) == (pgic, relief)


def test_a_confirmation_holds_for_the_answers_that_were_confirmed(assistant, month_1):
    response = send(assistant, month_1, pgic="6", relief_percent="70", confirmed="6 and 80")

    assert list(sentences(response)) == ["confirmed"]


@pytest.mark.parametrize(
    ("pgic", "relief"), [("2", "0"), ("4", "49"), ("4", "-10"), ("6", "0"), ("6", "-80"), ("", "80"), ("6", "")]
)
def test_answers_that_fit_are_not_asked_about(assistant, month_1, pgic, relief):
    assert send(assistant, month_1, pgic=pgic, relief_percent=relief).status_code == 302
