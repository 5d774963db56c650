"""Percentages and doses as they are printed. Halves go up, and nothing is rounded twice."""

from decimal import ROUND_HALF_UP, Decimal


def half_up(value: Decimal | float, places: int = 0) -> Decimal:
    """The value at so many decimal places, halves away from zero: 12.5 becomes 13, and -12.5 becomes -13."""
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def percent(count: int, of: int) -> int | None:
    """Whole per cent, halves up; None over a denominator of 0."""
    return int(half_up(Decimal(100 * count) / Decimal(of))) if of else None


def plain(value: Decimal) -> str:
    """A dose without trailing zeros: 0.75, 1.5, 3."""
    return f"{value.normalize():f}"
