"""A responder rate as a page prints it: share, counts and interval, or that it is hidden; and two of them compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from core.rounding import half_up
from reports import words
from reports.figures import HIDDEN
from reports.leaving import Guard
from reports.statistics import Interval, Table, newcombe

DASH = "\u2013"


@dataclass(frozen=True, kw_only=True)
class Rate:
    """`count` of `of` courses. Over nobody there is no share, and what is hidden has no number at all."""

    count: int
    of: int
    interval: Interval
    guard: Guard

    @property
    def is_hidden(self) -> bool:
        return self.guard.hides_share(self.count, self.of)

    @property
    def share(self) -> str:
        """Writes "46 %"."""
        if self.is_hidden:
            return HIDDEN
        return words.percent_of(self.count, self.of) if self.of else DASH

    @property
    def counts(self) -> str:
        """Writes "16 of 35"; each of the two can be hidden by itself."""
        count = HIDDEN if self.is_hidden else self.count
        return f"{count} of {HIDDEN if self.guard.hides(self.of) else self.of}"

    @property
    def ends(self) -> str:
        """Writes "30.5 to 61.8", per cent."""
        if self.is_hidden:
            return HIDDEN
        if not self.of:
            return DASH
        low, high = self.interval.ends(self.count, self.of)
        return words.ends((half_up(100 * low, 1), half_up(100 * high, 1)))

    @property
    def words(self) -> str:
        """Writes "46 % (16 of 35; 30.5 to 61.8)"; over nobody "none of 0"."""
        if self.is_hidden:
            return f"{HIDDEN} ({self.counts})"
        return f"{self.share} ({self.counts}; {self.ends})" if self.of else "no such course"


def difference(first: Rate, second: Rate) -> str:
    """The first less the second with its interval: "+12.4 (-3.0 to 27.1)", points of per cent. A dash over nobody."""
    if first.is_hidden or second.is_hidden:
        return HIDDEN
    found = newcombe(Table(first.count, first.of, second.count, second.of))
    if found is None:
        return DASH
    apart, low, high = (half_up(100 * value, 1) for value in found)
    return f"{signed(apart)} ({signed(low)} to {signed(high)})"


def signed(points: Decimal) -> str:
    """Writes "+12.4", "-3.0" and "0.0"."""
    return f"{points:+}" if points else str(abs(points))
