"""Intervals of a proportion."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from django.db import models

from reports.statistics.functions import beta_cdf, share_where


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
    low = 0.0 if count == 0 else share_where(lambda share: beta_cdf(share, count, of - count + 1), tail)
    high = 1.0 if count == of else share_where(lambda share: beta_cdf(share, count + 1, of - count), 1 - tail)
    return low, high
