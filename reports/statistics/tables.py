"""Two proportions against each other: how far apart they are, and whether chance would do as much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from django.db import models

from reports.statistics.functions import chi_square_p
from reports.statistics.proportions import wilson

# Tables as probable as the observed one count with it, whatever the last bits of their arithmetic: as R does it.
AS_PROBABLE = 1 + 1e-7
# From which expected count on the chi-square distribution is near enough: W. G. Cochran 1954, Biometrics 10:417.
EXPECTED_FROM = 5


class Test(models.TextChoices):
    """Of a 2x2 table. Yates's correction is used by who chooses it, and never silently."""

    __test__ = False  # nothing for pytest to collect

    AUTOMATIC = "auto", "Fisher's or Pearson's"
    FISHER = "fisher", "Fisher's exact"
    PEARSON = "pearson", "Pearson's chi-square"
    YATES = "yates", "chi-square, Yates's correction"

    def of(self, table: Table) -> Test:
        """The test that is meant: the automatic choice looks at the expected counts."""
        if self != Test.AUTOMATIC:
            return self
        return Test.FISHER if table.expects_few else Test.PEARSON

    def p(self, table: Table) -> float | None:
        """Two-sided; None where the table has nothing to compare: nobody in a group, or all or none in both."""
        if not table.is_comparable:
            return None
        test = self.of(table)
        return fisher(table) if test == Test.FISHER else pearson(table, yates=test == Test.YATES)[1]


@dataclass(frozen=True)
class Table:
    """`a` of `n` courses in one group, `c` of `m` in the other. Raises ValueError for counts that can't be."""

    a: int
    n: int
    c: int
    m: int

    def __post_init__(self) -> None:
        if not (0 <= self.a <= self.n and 0 <= self.c <= self.m):
            raise ValueError(f"{self.a} of {self.n} against {self.c} of {self.m} is no table")

    @property
    def is_comparable(self) -> bool:
        return bool(self.n and self.m and 0 < self.a + self.c < self.n + self.m)

    @property
    def smallest_expected(self) -> float | None:
        """The smallest of the four counts that are expected if both groups are alike; None with an empty group."""
        if not (self.n and self.m):
            return None
        have = self.a + self.c
        return min(self.n, self.m) * min(have, self.n + self.m - have) / (self.n + self.m)

    @property
    def expects_few(self) -> bool:
        return self.smallest_expected is not None and self.smallest_expected < EXPECTED_FROM


def newcombe(table: Table, *, confidence: float = 0.95) -> tuple[float, float, float] | None:
    """The difference of the two shares (the first less the second) and the ends of its interval, as fractions.

    The hybrid score interval: R. G. Newcombe 1998, Stat Med 17:873, method 10. None with an empty group.
    """
    if not (table.n and table.m):
        return None
    first, second = table.a / table.n, table.c / table.m
    low_1, high_1 = wilson(table.a, table.n, confidence=confidence)
    low_2, high_2 = wilson(table.c, table.m, confidence=confidence)
    difference = first - second
    down = sqrt((first - low_1) ** 2 + (high_2 - second) ** 2)
    up = sqrt((high_1 - first) ** 2 + (second - low_2) ** 2)
    return difference, max(-1.0, difference - down), min(1.0, difference + up)


def pearson(table: Table, *, yates: bool = False) -> tuple[float, float]:
    """Chi-square of the table, with one degree of freedom, and its p. Without a correction unless it is chosen.

    K. Pearson 1900, Philos Mag 50:157; F. Yates 1934, Suppl J R Stat Soc 1:217. Raises ValueError where nothing can
    be compared.
    """
    if not table.is_comparable:
        raise ValueError("nothing to compare")
    n, have = table.n + table.m, table.a + table.c
    apart = abs(table.a * table.m - table.c * table.n)
    if yates:
        apart = max(0, apart - n / 2)
    # In this order no product of counts of a million grows out of a float's digits.
    statistic = apart / table.n / table.m * apart / have / (n - have) * n
    return statistic, chi_square_p(statistic, 1)


def fisher(table: Table) -> float:
    """Fisher's exact test, two-sided: of all tables with these margins, how probable are those that are as probable as
    this one, or less. 1.0 where nothing can be compared; below 1e-300 it may come out as 0.

    R. A. Fisher 1935, J R Stat Soc 98:39. Cost grows with the standard deviation of the count, not with the counts:
    the tables are walked from the most probable one until they weigh nothing.
    """
    weights = dict(_walk(table))
    observed = weights.get(table.a, 0.0)
    extreme = sum(weight for weight in weights.values() if weight <= observed * AS_PROBABLE)
    return min(1.0, extreme / sum(weights.values()))


def _walk(table: Table) -> Iterator[tuple[int, float]]:
    """(count, weight) of the possible first counts; the most probable one weighs 1."""
    n, m, have = table.n, table.m, table.a + table.c
    mode = (n + 1) * (have + 1) // (n + m + 2)
    yield mode, 1.0
    weight, count = 1.0, mode
    while weight and count < min(n, have):
        weight *= (n - count) * (have - count) / ((count + 1) * (m - have + count + 1))
        count += 1
        yield count, weight
    weight, count = 1.0, mode
    while weight and count > max(0, have - m):
        weight *= count * (m - have + count) / ((n - count + 1) * (have - count + 1))
        count -= 1
        yield count, weight


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """The p-values adjusted for how many there are, in their order; None stays None and is not counted.

    S. Holm 1979, Scand J Stat 6:65.
    """
    known = sorted((p, place) for place, p in enumerate(ps) if p is not None)
    adjusted: list[float | None] = [None] * len(ps)
    highest = 0.0
    for rank, (p, place) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - rank) * p))
        adjusted[place] = highest
    return adjusted
