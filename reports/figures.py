"""The figures of the report as plain values: rows with counts, and the bars that stand for them. Nothing here knows
of a database or a page."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.rounding import half_up, percent
from reports.categories import Category

# In the drawing's own units; at a phone's width one is a pixel.
TRACK_WIDTH = 260
ROW_HEIGHT = 44
LABEL_BASELINE = 14
BAR_TOP = 20
VALUE_BASELINE = BAR_TOP + 12


@dataclass(frozen=True, kw_only=True)
class Row:
    """One value of a figure. `of` is None where a share makes no sense."""

    label: str
    count: int
    of: int | None
    url: str | None = None
    category: Category | None = None
    interval: str = ""
    note: str = ""

    @property
    def percent(self) -> int | None:
        return percent(self.count, self.of) if self.of else None


@dataclass(frozen=True, kw_only=True)
class Bar:
    row: Row
    label_y: int
    y: int
    value_y: int
    width: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`denominator` says in words what the percentages are of."""

    key: str
    title: str
    denominator: str
    rows: Sequence[Row]
    remarks: Sequence[str] = ()

    @property
    def has_intervals(self) -> bool:
        return any(row.interval for row in self.rows)

    @property
    def bars(self) -> list[Bar]:
        """The rows that have a share, drawn from the top. A full track is 100 %."""
        return [
            Bar(
                row=row,
                label_y=top + LABEL_BASELINE,
                y=top + BAR_TOP,
                value_y=top + VALUE_BASELINE,
                width=bar_width(row.count, row.of),
            )
            for top, row in zip(range(0, self.height, ROW_HEIGHT), self._drawn(), strict=True)
        ]

    @property
    def height(self) -> int:
        return ROW_HEIGHT * len(self._drawn())

    def _drawn(self) -> list[Row]:
        return [row for row in self.rows if row.of is not None]


def bar_width(count: int, of: int) -> float:
    """Drawn from the counts and not from the rounded percentage; a count above 0 always shows."""
    if not of or not count:
        return 0
    return max(2.0, float(half_up(TRACK_WIDTH * count / of, 1)))
