"""A figure as CSV: one line a row, each with the figure's title, its denominator, the courses and the rule."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from core.formula import guarded_unless_a_number
from reports.figures import HIDDEN, Figure


def as_csv(figures: Iterable[Figure], *, about: Sequence[tuple[str, str]]) -> str:
    """`about` is (column, text) of what holds for every line."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for figure in figures:
        writer.writerow(map(guarded_unless_a_number, [*_head(figure), *(column for column, _ in about)]))
        for line in _lines(figure):
            writer.writerow(map(guarded_unless_a_number, [*line, *(text for _, text in about)]))
    return out.getvalue()


def rows_as_csv(head: Sequence[str], rows: Iterable[Sequence[object]], *, about: Sequence[tuple[str, str]]) -> str:
    """A table of any columns, with the same of `about` on every line."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(map(guarded_unless_a_number, [*head, *(column for column, _ in about)]))
    for row in rows:
        cells = ["" if cell is None else cell for cell in row]
        writer.writerow(map(guarded_unless_a_number, [*cells, *(text for _, text in about)]))
    return out.getvalue()


def _head(figure: Figure) -> list[str]:
    described = [name for name, _ in figure.spreads[0].cells] if figure.spreads else []
    share = ["row", figure.counted.lower(), "of", "percent", "ci95_from", "ci95_to"]
    return [*share, *(column.lower() for column in figure.columns), *map(str.lower, described), "figure", "denominator"]


def _lines(figure: Figure) -> Iterator[list[object]]:
    title, described = [figure.title, figure.denominator], 6 if figure.spreads else 0
    for row in figure.rows:
        counts = [_or_hidden(number.count) for number in row.further] or [""] * len(figure.columns)
        of = HIDDEN if row.is_of_hidden else _or_empty(row.of)
        shares = [row.label, _or_hidden(row.count), of, _or_empty(row.percent), *(row.ends or ("", ""))]
        yield [*shares, *counts, *[""] * described, *title]
    for spread in figure.spreads:
        cells = [text if text != "\u2013" else "" for _, text in spread.cells]
        yield [f"{spread.label}, {spread.unit}", *[""] * (5 + len(figure.columns)), *cells, *title]


def _or_empty(value: int | None) -> int | str:
    return "" if value is None else value


def _or_hidden(value: int | None) -> int | str:
    return HIDDEN if value is None else value
