import pytest

from core.wording import counted, days_away


def test_one_of_a_thing_is_said_differently():
    assert [counted(number, "day") for number in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


@pytest.mark.parametrize(
    ("days", "words"),
    [(-3, "3 days ago"), (-1, "yesterday"), (0, "today"), (1, "tomorrow"), (3, "in 3 days")],
)
def test_a_day_is_so_far_off(days, words):
    assert days_away(days) == words
