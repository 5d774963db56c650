from decimal import Decimal

import pytest

from core.rounding import half_up, percent, plain


@pytest.mark.parametrize(
    ("count", "of", "printed"),
    [
        (16, 35, 46),
        (10, 35, 29),
        (6, 35, 17),
        (19, 35, 54),
        (14, 16, 88),
        (2, 16, 13),
        (10, 16, 63),
        (6, 16, 38),
        (11, 16, 69),
        (4, 16, 25),
        (1, 16, 6),
        (12, 16, 75),
        (0, 35, 0),
        (35, 35, 100),
        (1, 200, 1),
    ],
)
def test_whole_percentages_go_up_at_the_half(count, of, printed):
    assert percent(count, of) == printed


def test_over_nothing_there_is_no_percentage():
    assert percent(0, 0) is None


@pytest.mark.parametrize(
    ("value", "places", "printed"),
    [("12.5", 0, "13"), ("87.5", 0, "88"), ("-12.5", 0, "-13"), ("49.462", 1, "49.5"), ("49.462", 0, "49")],
)
def test_halves_go_up_and_nothing_is_rounded_twice(value, places, printed):
    assert half_up(Decimal(value), places) == Decimal(printed)


@pytest.mark.parametrize(("dose", "printed"), [("0.75", "0.75"), ("1.50", "1.5"), ("3.00", "3"), ("10.00", "10")])
def test_a_dose_has_no_trailing_zero(dose, printed):
    assert plain(Decimal(dose)) == printed
