"""A file as a table: headings, and lines of cells. Of text or of Excel, with whatever separator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from exchange.importing import files, workbooks
from exchange.importing.columns import NAMES
from exchange.importing.faults import Fault, Refused
from exchange.importing.matching import Cell

# Beyond any spreadsheet of a practice; a line has its limit besides.
COLUMN_LIMIT = workbooks.COLUMN_LIMIT


class Table(Protocol):
    """`headings` are those of the first line. `notes` say what else is worth knowing of the file."""

    headings: list[str]
    notes: list[str]
    is_workbook: bool

    def lines(self) -> Iterator[tuple[int, Any]]:
        """Each line after the first, with its number; empty lines at the end are left out."""

    def cells_of(self, number: int, line: Any) -> list[Cell]:
        """One for each heading; Refused if they can't be told apart, or hold what is no value."""

    @property
    def rows(self) -> int:
        """About how many lines it has."""


def open_table(path: Path) -> Table:
    """The file as a table; Refused, with one sentence, if it is none."""
    content = files.content_of(path)
    if content.startswith(workbooks.MARKS):
        return workbooks.Workbook(path, content)
    return Text(files.text_of(content))


class Text:
    is_workbook = False

    def __init__(self, text: str) -> None:
        self.text = text
        first = next(files.lines_of(text))[1]
        self.separator = files.separator_of(first)
        self.headings = [name.strip() for name in files.cells_of(1, first, NAMES, self.separator)]
        if len(self.headings) > COLUMN_LIMIT:
            raise Refused([Fault(1, NAMES[0], workbooks.TOO_WIDE)])
        self.notes: list[str] = []

    @property
    def rows(self) -> int:
        return self.text.count("\n")

    def lines(self) -> Iterator[tuple[int, str]]:
        lines = files.lines_of(self.text)
        next(lines)
        yield from lines

    def cells_of(self, number: int, line: str) -> list[Cell]:
        cells = files.cells_of(number, line, self.headings, self.separator)
        files.check_width(number, cells, self.headings)
        return cells

    @property
    def ends_whole(self) -> bool:
        """A file that was cut off within its very last cell can't be told from a whole one."""
        return self.text.endswith(("\n", "\r"))
