"""Intervals of a proportion, and what describes a distribution. Own arithmetic on the counts: importing a library for
it takes seconds that a page should not wait; scipy is the oracle of the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import exp, lgamma, log, log1p, sqrt
from statistics import NormalDist

from django.db import models


class Interval(models.TextChoices):
    """How sure a proportion is told to be."""

    WILSON = "wilson", "Wilson"
    CLOPPER_PEARSON = "clopper-pearson", "Clopper-Pearson"

    def ends(self, count: int, of: int, *, confidence: float = 0.95) -> tuple[float, float]:
        """Two fractions. `of` is above 0."""
        by = {Interval.WILSON: wilson, Interval.CLOPPER_PEARSON: clopper_pearson}[self]
        return by(count, of, confidence=confidence)


def wilson(count: int, of: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a proportion, without continuity correction, as two fractions. `of` is above 0.

    E. B. Wilson 1927, J Am Stat Assoc 22:209. It stays within 0 and 1, and is usable at the small counts of a clinic.
    """
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / of
    centre = share + z**2 / (2 * of)
    half_width = z * sqrt(share * (1 - share) / of + z**2 / (4 * of**2))
    scale = 1 + z**2 / of
    return max(0.0, (centre - half_width) / scale), min(1.0, (centre + half_width) / scale)


def clopper_pearson(count: int, of: int, *, confidence: float = 0.95) -> tuple[float, float]:
    """The exact interval: the shares at which what was counted, or more extreme, has half of what is left of 1.

    C. J. Clopper, E. S. Pearson 1934, Biometrika 26:404. It is never too narrow, and wider than Wilson's.
    """
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else _share_where(lambda share: beta_cdf(share, count, of - count + 1), tail)
    high = 1.0 if count == of else _share_where(lambda share: beta_cdf(share, count + 1, of - count), 1 - tail)
    return low, high


def _share_where(rising: Callable[[float], float], target: float) -> float:
    """Where a function that rises from 0 to 1 over the shares reaches the target, by bisection to the last bit."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return middle


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, for a and b of at least 1.

    The continued fraction of NIST's handbook, 8.17.22, by Lentz's method; it converges fast below the mean, and above
    it the distribution is turned round.
    """
    if x in (0, 1):
        return float(x)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_cdf(1 - x, b, a)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, 100_000):
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1 / (1 + factor * d)
            c = 1 + factor / c
            fraction *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * fraction


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
