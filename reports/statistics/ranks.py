"""Differences within pairs by their ranks, which ask for no bell curve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import sqrt

from reports.statistics.functions import normal_p

# Up to so many differences, none 0 and none alike, all orders of sign are counted: as R does it.
EXACT_UP_TO = 49


@dataclass(frozen=True, kw_only=True)
class SignedRanks:
    """`n` differences that are not 0, and `zeros` that are and were dropped. `positive` is the sum of the ranks of
    those above 0. `p` is two-sided; None where every difference is 0."""

    n: int
    zeros: int
    positive: float
    is_exact: bool
    p: float | None


def wilcoxon(differences: Mapping[Decimal | Fraction | int, int]) -> SignedRanks | None:
    """The signed-rank test of differences by how often each occurs; None without any.

    Zeros are dropped, as Wilcoxon did (F. Wilcoxon 1945, Biometrics Bull 1:80). Exact for up to 49 differences of which
    no two are alike in size; else by the normal distribution, with corrections for ties and continuity (M. Hollander,
    D. A. Wolfe 1973, Nonparametric Statistical Methods, 3.1).
    """
    counts = {value: count for value, count in differences.items() if count}
    if not counts:
        return None
    zeros = sum(count for value, count in counts.items() if not value)
    sizes = Counter()
    for value, count in counts.items():
        if value:
            sizes[abs(value)] += count
    n, positive, below = sizes.total(), 0.0, 0
    for size in sorted(sizes):
        positive += (below + (sizes[size] + 1) / 2) * counts.get(size, 0)
        below += sizes[size]
    is_exact = n <= EXACT_UP_TO and not zeros and all(count == 1 for count in sizes.values())
    p = _exact_p(int(positive), n) if is_exact else _normal_p(positive, n, sizes)
    return SignedRanks(n=n, zeros=zeros, positive=positive, is_exact=is_exact, p=p)


def _exact_p(positive: int, n: int) -> float:
    """Over all 2^n ways to give the ranks their signs."""
    ways = [1]
    for rank in range(1, n + 1):
        without, with_it = [*ways, *[0] * rank], [*[0] * rank, *ways]
        ways = [one + other for one, other in zip(without, with_it, strict=True)]
    smaller = min(positive, len(ways) - 1 - positive)
    return min(1.0, 2 * sum(ways[: smaller + 1]) / 2**n)


def _normal_p(positive: float, n: int, sizes: Mapping) -> float | None:
    ties = sum(count**3 - count for count in sizes.values())
    variance = n * (n + 1) * (2 * n + 1) / 24 - ties / 48
    if variance <= 0:
        return None
    apart = abs(positive - n * (n + 1) / 4)
    return normal_p(max(0.0, apart - 0.5) / sqrt(variance))


def hodges_lehmann(differences: Mapping[Decimal | Fraction | int, int]) -> Fraction | None:
    """The median of the means of all pairs of differences, each with itself as well; zeros count. None without any.

    J. L. Hodges, E. L. Lehmann 1963, Ann Math Stat 34:598. Cost grows with the square of the distinct values.
    """
    counts = {Fraction(value): count for value, count in differences.items() if count}
    if not counts:
        return None
    means = Counter({value: count * (count + 1) // 2 for value, count in counts.items()})
    for (one, times), (other, as_often) in combinations(counts.items(), 2):
        means[(one + other) / 2] += times * as_often
    return _median(means)


def _median(counts: Counter) -> Fraction:
    total, below, low = counts.total(), 0, None
    for value in sorted(counts):
        below += counts[value]
        if low is None and 2 * below >= total:
            low = value
        if 2 * below > total:
            return (low + value) / 2
    raise ValueError("no value")
