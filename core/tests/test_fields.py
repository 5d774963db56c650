from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError

from core.fields import Day, Note, PastDay, PlainText, no_invisible_characters, yes_no_unknown

HIDDEN = ["Ada\u202eebba", "Ada\x00", "Ada\x07", "Ada\ufeff", "Ada\u2066x", "Ada\ue000"]


@pytest.mark.parametrize("text", HIDDEN)
def test_invisible_characters_are_refused(text):
    with pytest.raises(ValidationError, match=r"invisible character"):
        no_invisible_characters(text)


@pytest.mark.parametrize("text", ["O'Brien", "Hallström", "李小龍", "محمد", "line\nbreak", "क्\u200dष", "😀"])
def test_real_names_and_notes_are_taken(text):
    no_invisible_characters(text)


@pytest.mark.parametrize("typed", ["Ada\r\nBcc: b@example.org", "Ada\nLovelace", "Ada\u2028x"])
def test_a_name_has_one_line_and_a_note_as_many_as_it_wants(typed):
    assert Note().clean(typed) == typed
    with pytest.raises(ValidationError, match="Write it in one line"):
        PlainText(max_length=100).clean(typed)


def test_a_text_is_at_most_as_long_as_its_field():
    with pytest.raises(ValidationError, match="at most 100 characters"):
        PlainText(max_length=100).clean("x" * 1_000_000)


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"])
def test_a_day_that_no_clinic_means_is_refused(typed):
    with pytest.raises(ValidationError, match="Enter a day between 1900 and 2100"):
        Day().clean(typed)


@pytest.mark.parametrize("typed", ["06/03/2026", "2026-02-30", "2026-13-01", "soon", "NaN", "1e309", "10000-01-01"])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(ValidationError, match="year-month-day"):
        Day().clean(typed)


@pytest.mark.parametrize("typed", ["1900-01-01", "2024-02-29", "2100-12-31"])
def test_days_up_to_the_bounds_are_taken(typed):
    assert Day().clean(typed) == date.fromisoformat(typed)


@pytest.mark.parametrize(
    ("now", "typed", "is_taken"),
    [
        ("2026-03-10 03:59:00+00:00", "2026-03-09", True),
        ("2026-03-10 03:59:00+00:00", "2026-03-10", False),  # still the 9th in the clinic
        ("2026-03-10 04:00:00+00:00", "2026-03-10", True),
    ],
)
def test_a_past_day_is_one_that_has_come_in_the_clinic(time_machine, now, typed, is_taken):
    time_machine.move_to(now, tick=False)

    if is_taken:
        assert PastDay().clean(typed) == date.fromisoformat(typed)
    else:
        with pytest.raises(ValidationError, match="still to come"):
            PastDay().clean(typed)


@pytest.mark.parametrize(("typed", "meant"), [("yes", True), ("no", False), ("", None)])
def test_not_asked_is_not_no(typed, meant):
    class Asked(forms.Form):
        answer = yes_no_unknown(label="Better?")

    form = Asked({"answer": typed})

    assert form.is_valid()
    assert form.cleaned_data["answer"] is meant
