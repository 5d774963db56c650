"""The model that the faults are judged by, against days counted by hand."""

from datetime import date

import pytest

from tests.faults.model import Days, Journal, PlanRow, days_of, months_later, wanted

TWO_WEEKS = PlanRow(1, months=0, days=14, opens_before=4, closes_after=7, repeats=False)
HALF_A_YEAR = PlanRow(5, months=6, days=0, opens_before=21, closes_after=42, repeats=True)
NONE = frozenset()


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2027, 9, 1), 1, date(2027, 10, 1)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 10, 31), 2, date(2027, 12, 31)),
        (date(2027, 11, 30), 1, date(2027, 12, 30)),
    ],
)
def test_a_day_that_a_month_does_not_have_is_its_last(day, months, later):
    assert months_later(day, months) == later


def test_a_follow_up_is_due_on_a_day_on_which_the_clinic_works():
    # Two weeks after Saturday 4 September is Saturday the 18th; Monday the 20th is a holiday here.
    days = days_of(TWO_WEEKS, 1, date(2027, 9, 4), frozenset([date(2027, 9, 20)]))

    assert days == Days(due=date(2027, 9, 21), opens=date(2027, 9, 14), closes=date(2027, 9, 25))


def test_a_window_without_a_working_day_leaves_the_due_day():
    whole_window = frozenset(date(2027, 9, day) for day in range(15, 23))

    assert days_of(TWO_WEEKS, 1, date(2027, 9, 1), whole_window).due == date(2027, 9, 15)


def test_what_repeats_is_wanted_once_more_as_soon_as_it_is_settled():
    def states_on(today, journal):
        of_course = wanted(
            plan=[HALF_A_YEAR], first_doses=[date(2027, 9, 1)], holidays=NONE, journal=journal, today=today
        )
        return [state for _, state in of_course.values()]

    # Due on 1 March, until 12 April.
    assert states_on(date(2028, 4, 12), Journal()) == ["open"]
    assert states_on(date(2028, 4, 13), Journal()) == ["missed", "open"]
    assert states_on(date(2028, 3, 2), Journal(answered={(0, 5, 1)})) == ["answered", "open"]
