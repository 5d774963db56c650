"""Means against each other, by Student's t. What is needed is how many there are, their mean and their standard
deviation, so that a published table can be put in as well as counted values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt

from reports.statistics.describing import Distribution, describe
from reports.statistics.functions import student_p, student_quantile


@dataclass(frozen=True, kw_only=True)
class Sample:
    """`n` values with their mean and standard deviation (over n - 1), in the unit of the values. None: too few."""

    n: int
    mean: float | None
    sd: float | None

    @classmethod
    def of(cls, values: Mapping[Decimal | Fraction | int, int] | Distribution) -> Sample:
        """Of values by how often each occurs, or of what describes them."""
        found = values if isinstance(values, Distribution) else describe(values)
        mean, sd = (None if value is None else float(value) for value in (found.mean, found.sd))
        return cls(n=found.n, mean=mean, sd=sd)


@dataclass(frozen=True, kw_only=True)
class MeanDifference:
    """In the unit of the values. `low`, `high`, `t`, `degrees` and `p` (two-sided) are None where the spread is not
    known: with a single value, or with values that are all equal."""

    difference: float
    low: float | None = None
    high: float | None = None
    t: float | None = None
    degrees: float | None = None
    p: float | None = None


def welch(first: Sample, second: Sample, *, confidence: float = 0.95) -> MeanDifference | None:
    """The first mean less the second, its interval and test, without supposing that both spread alike.

    B. L. Welch 1947, Biometrika 34:28; degrees of freedom after F. E. Satterthwaite 1946, Biometrics Bull 2:110.
    None where a group has no value.
    """
    if not (first.n and second.n):
        return None
    difference = first.mean - second.mean
    if first.sd is None or second.sd is None:
        return MeanDifference(difference=difference)
    one, two = first.sd**2 / first.n, second.sd**2 / second.n
    if not one + two:
        return MeanDifference(difference=difference)
    # As shares of the sum: squares of small variances would come out as 0.
    share = one / (one + two)
    degrees = 1 / (share**2 / (first.n - 1) + (1 - share) ** 2 / (second.n - 1))
    return _by_student(difference, sqrt(one + two), degrees, confidence)


def paired_t(differences: Sample, *, confidence: float = 0.95) -> MeanDifference | None:
    """The mean of the differences within pairs, its interval and test; None without any pair.

    Student (W. S. Gosset) 1908, Biometrika 6:1.
    """
    if not differences.n:
        return None
    if not differences.sd:
        return MeanDifference(difference=differences.mean)
    error = differences.sd / sqrt(differences.n)
    return _by_student(differences.mean, error, differences.n - 1, confidence)


def _by_student(difference: float, error: float, degrees: float, confidence: float) -> MeanDifference:
    reach = student_quantile(confidence, degrees) * error
    t = difference / error
    return MeanDifference(
        difference=difference,
        low=difference - reach,
        high=difference + reach,
        t=t,
        degrees=degrees,
        p=student_p(t, degrees),
    )
