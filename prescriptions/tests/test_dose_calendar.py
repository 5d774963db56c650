from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prescriptions import dose_calendar
from prescriptions.dose_calendar import PlannedDose, Stretch, stretches


def mg(*pairs):
    return [PlannedDose(from_day=day, dose_mg=Decimal(dose)) for day, dose in pairs]


def lines(doses, **weeks):
    return [(row.week, row.first_day, row.last_day, str(row.dose_mg)) for row in stretches(doses, **weeks)]


@pytest.mark.parametrize(("day", "week"), [(1, 1), (7, 1), (8, 2), (14, 2), (15, 3)])
def test_a_week_of_the_course_begins_on_the_weekday_of_the_first_dose(day, week):
    assert dose_calendar.week_of(day) == week


def test_the_first_dose_is_day_one():
    first = date(2026, 6, 5)
    assert dose_calendar.day_of(first, first_dose_on=first) == 1
    assert dose_calendar.date_of(8, first_dose_on=first) == date(2026, 6, 12)


def test_one_dose_fills_every_week():
    assert lines(mg((1, "1.5")), first_week=1, last_week=3) == [(1, 1, 7, "1.5"), (2, 8, 14, "1.5"), (3, 15, 21, "1.5")]


def test_a_step_within_a_week_parts_it():
    assert lines(mg((1, "1.5"), (10, "3")), first_week=1, last_week=2) == [
        (1, 1, 7, "1.5"),
        (2, 8, 9, "1.5"),
        (2, 10, 14, "3"),
    ]


def test_weeks_that_have_passed_are_left_out_and_their_dose_goes_on():
    assert lines(mg((1, "1.5"), (8, "3")), first_week=4, last_week=4) == [(4, 22, 28, "3")]


def test_before_a_pause_the_days_end():
    assert lines(mg((1, "1.5")), first_week=1, last_week=3, before_day=10) == [(1, 1, 7, "1.5"), (2, 8, 9, "1.5")]
    assert lines(mg((1, "1.5")), first_week=2, last_week=3, before_day=8) == []


@given(
    st.lists(st.tuples(st.integers(2, 120), st.sampled_from(["0.75", "1.5", "3", "4.5"])), max_size=12),
    st.integers(1, 10),
    st.integers(0, 10),
)
def test_the_stretches_say_of_each_day_what_the_steps_say(later, first_week, more_weeks):
    doses = mg((1, "1.5"), *sorted(dict(later).items()))
    rows = stretches(doses, first_week=first_week, last_week=first_week + more_weeks)

    by_day = {day: row.dose_mg for row in rows for day in row.days}

    days = range(7 * (first_week - 1) + 1, 7 * (first_week + more_weeks) + 1)
    assert sum(len(row.days) for row in rows) == len(by_day) == len(days)
    assert by_day == {day: [dose.dose_mg for dose in doses if dose.from_day <= day][-1] for day in days}
    assert all(isinstance(row, Stretch) and dose_calendar.week_of(row.last_day) == row.week for row in rows)


@pytest.mark.parametrize(
    ("dose", "form", "english", "spanish"),
    [
        ("0.75", "tablet", "half a tablet", "media tableta"),
        ("1.5", "tablet", "1 tablet", "1 tableta"),
        ("2.25", "tablet", "1 and a half tablets", "1 tableta y media"),
        ("3", "tablet", "2 tablets", "2 tabletas"),
        ("3.75", "tablet", "2 and a half tablets", "2 tabletas y media"),
        ("4.5", "capsule", "3 capsules", "3 cápsulas"),
        ("1.5", "capsule", "1 capsule", "1 cápsula"),
        ("0.75", "capsule", None, None),
        ("1", "tablet", None, None),
    ],
)
def test_tablets_are_counted_in_words_that_nobody_can_misread(dose, form, english, spanish):
    of = {"strength_mg": Decimal("1.5"), "form": form}
    assert dose_calendar.tablets(Decimal(dose), language="en", **of) == english
    assert dose_calendar.tablets(Decimal(dose), language="es", **of) == spanish


def test_a_dose_names_its_milligrams_too():
    of = {"strength_mg": Decimal("1.5"), "language": "en"}
    assert dose_calendar.dose(Decimal("0.75"), form="tablet", **of) == "half a tablet (0.75\u00a0mg)"
    assert dose_calendar.dose(Decimal("0.75"), form="capsule", **of) == "0.75\u00a0mg"
    assert dose_calendar.strength(form="tablet", **of) == "tablets of 1.5\u00a0mg"
    assert [dose_calendar.counted(1, form="capsule"), dose_calendar.counted(90, form="tablet")] == [
        "1 capsule",
        "90 tablets",
    ]
