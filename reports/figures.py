"""The figures of the report as plain values: rows with counts, and what describes a distribution. Nothing here knows
of a database, a page or a picture (drawing.py draws them, tables.py writes them)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.rounding import half_up, percent
from reports.categories import Category
from reports.statistics import Distribution

# With fewer than this a percentage says little: counts are what to read. Twenty: one course is 5 % or more.
FEW = 20
# What stands for a count that is kept back (leaving.py).
HIDDEN = "hidden"


@dataclass(frozen=True, kw_only=True)
class Number:
    """A further count of a row; None: hidden."""

    count: int | None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One value of a figure. `of` is None where a share makes no sense; `ends` are its 95 % interval, in per cent.

    A count of None is hidden, and so is an `of` of None where `is_of_hidden`.
    """

    label: str
    count: int | None
    of: int | None
    is_of_hidden: bool = False
    url: str | None = None
    category: Category | None = None
    ends: tuple[Decimal, Decimal] | None = None
    note: str = ""
    # Nobody asked, or nobody wrote it down: drawn apart from the answers.
    is_missing: bool = False
    further: Sequence[Number] = ()

    @property
    def percent(self) -> int | None:
        return percent(self.count, self.of) if self.of and self.count is not None else None

    @property
    def interval(self) -> str:
        """Writes "30.5 to 61.8"; empty where there is none."""
        return f"{self.ends[0]} to {self.ends[1]}" if self.ends else ""

    @property
    def value(self) -> str:
        """Writes "46 % (16)", as it stands beside the bar."""
        if self.count is None:
            return HIDDEN
        share = "\u2013" if self.percent is None else f"{self.percent} %"
        return f"{share} ({self.count})"


DESCRIBED = ("n", "Mean", "SD", "Median", "Lower quartile", "Upper quartile")


@dataclass(frozen=True, kw_only=True)
class Spread:
    """A distribution by name, with what its numbers are in: "%", "days", "USD". `of` is None where it is hidden."""

    label: str
    of: Distribution | None
    unit: str

    @property
    def cells(self) -> list[tuple[str, str]]:
        """(name, text) of all that describes it, at one decimal; a dash where there are too few values."""
        if self.of is None:
            return [(name, HIDDEN) for name in DESCRIBED]
        of = self.of
        texts = map(one_decimal, (of.mean, of.sd, of.median, of.lower_quartile, of.upper_quartile))
        return list(zip(DESCRIBED, (str(of.n), *texts), strict=True))

    @property
    def words(self) -> str:
        """Writes "n 10, mean 77.0 %, SD 15.1, median 80.0, quartiles 70.0 to 87.5"."""
        n, mean, sd, median, low, high = (text for _, text in self.cells)
        if self.of is None:
            return HIDDEN
        if not self.of.n:
            return "n 0"
        return f"n {n}, mean {mean} {self.unit}, SD {sd}, median {median}, quartiles {low} to {high}"


def one_decimal(value: Decimal | None) -> str:
    return "\u2013" if value is None else str(half_up(value, 1))


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`denominator` says in words what the percentages are of; `columns` name the further counts of the rows."""

    key: str
    title: str
    denominator: str
    rows: Sequence[Row]
    counted: str = "Courses"
    columns: Sequence[str] = ()
    spreads: Sequence[Spread] = ()
    remarks: Sequence[str] = ()
    # Drawn as one column a row, in time, and not as bars from the top.
    is_in_time: bool = False

    @property
    def drawn(self) -> list[Row]:
        """The rows that have a share."""
        return [row for row in self.rows if row.of is not None or row.is_of_hidden]

    @property
    def has_intervals(self) -> bool:
        return any(row.ends for row in self.rows)

    @property
    def caution(self) -> str:
        """What a small number asks of its reader; empty where there are enough."""
        of = max((row.of for row in self.drawn if row.of is not None), default=0)
        if self.is_in_time or not 0 < of < FEW:
            return ""
        return f"Only {of} counted: read the counts and the intervals, not the percentages alone."
