"""What describes the distribution of counted values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Distribution:
    """`n` values; None where they are too few. `sd` is the sample's, over n - 1, and needs two values."""

    n: int
    mean: Decimal | None
    sd: Decimal | None
    median: Decimal | None
    lower_quartile: Decimal | None
    upper_quartile: Decimal | None


def describe(counts: Mapping[Decimal | int, int]) -> Distribution:
    """Of the values by how often each occurs. Nothing is rounded: who prints it does that, once.

    Quartiles lie between the two values beside them in proportion, as in R's type 7 and in numpy.
    """
    values = sorted((Fraction(value), count) for value, count in counts.items() if count)
    n = sum(count for _, count in values)
    if not n:
        return Distribution(n=0, mean=None, sd=None, median=None, lower_quartile=None, upper_quartile=None)
    mean = sum(value * count for value, count in values) / n
    squares = sum((value - mean) ** 2 * count for value, count in values)
    return Distribution(
        n=n,
        mean=_decimal(mean),
        sd=_decimal(squares / (n - 1)).sqrt() if n > 1 else None,
        median=_decimal(_quantile(values, n, Fraction(1, 2))),
        lower_quartile=_decimal(_quantile(values, n, Fraction(1, 4))),
        upper_quartile=_decimal(_quantile(values, n, Fraction(3, 4))),
    )


def _quantile(values: list[tuple[Fraction, int]], n: int, share: Fraction) -> Fraction:
    place = (n - 1) * share
    below = int(place)
    low, high = _at(values, below), _at(values, min(below + 1, n - 1))
    return low + (high - low) * (place - below)


def _at(values: list[tuple[Fraction, int]], place: int) -> Fraction:
    """The value at a place of the sorted list, counted from 0."""
    for value, count in values:
        if place < count:
            return value
        place -= count
    raise IndexError(place)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / value.denominator
