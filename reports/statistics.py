"""Intervals, in closed form."""

from math import sqrt
from statistics import NormalDist


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
