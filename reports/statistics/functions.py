"""The distributions that tests and intervals are read from: normal, chi-square, Student's t, and beta."""

from __future__ import annotations

from collections.abc import Callable
from math import erfc, exp, inf, lgamma, log, log1p, pi, sqrt
from statistics import NormalDist


def normal_quantile(confidence: float) -> float:
    """How many standard errors to each side hold so much of a normal distribution: 1.96 of 0.95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def normal_p(z: float) -> float:
    """Two-sided: how often a standard normal number is as far from 0 as z, or further."""
    return erfc(abs(z) / sqrt(2))


def chi_square_p(statistic: float, degrees: int) -> float:
    """How often chi-square with so many degrees of freedom (1 or more) is as large as the statistic, or larger.

    The finite sums of M. Abramowitz, I. A. Stegun 1964, Handbook of Mathematical Functions, 26.4.4 and 26.4.5.
    """
    if statistic <= 0:
        return 1.0
    half, is_odd = statistic / 2, degrees % 2
    term = exp(-half) * (sqrt(half / (pi / 4)) if is_odd else 1)
    total = erfc(sqrt(half)) if is_odd else 0.0
    for n in range(degrees // 2):
        total += term
        term *= half / (n + (1.5 if is_odd else 1))
    return min(1.0, total)


def student_p(t: float, degrees: float) -> float:
    """Two-sided: how often Student's t with so many degrees of freedom (above 0) is as far from 0 as t, or further.

    By the incomplete beta function: M. Abramowitz, I. A. Stegun 1964, 26.7.1 and 26.5.27.
    """
    if t in (inf, -inf):
        return 0.0
    return beta_cdf(degrees / (degrees + t * t), degrees / 2, 0.5)


def student_quantile(confidence: float, degrees: float) -> float:
    """How far to each side of 0 so much of Student's t lies: 2.262 of 0.95 with 9 degrees of freedom."""
    share = share_where(lambda x: beta_cdf(x, degrees / 2, 0.5), 1 - confidence)
    return sqrt(degrees * (1 - share) / share)


def beta_cdf(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function at x from 0 to 1, for a and b of at least a half.

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


def share_where(rising: Callable[[float], float], target: float) -> float:
    """Where a function that rises from 0 to 1 over the shares reaches the target, by bisection to the last bit."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return middle
