"""From a file to rows, with every fault that can be seen without the database."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from exchange.importing import checks
from exchange.importing.columns import COLUMNS
from exchange.importing.faults import Fault, Refused
from exchange.importing.matching import DAYS, Cell, Matching, iso
from exchange.importing.rows import CaseRow
from exchange.importing.tables import Table

BY_NAME = {column.name: column for column in COLUMNS}
Progress = Callable[[int], object]


def tell_nobody(lines: int) -> None:
    pass


class Spreadsheet(NamedTuple):
    """The rows of a file by line, and what is worth a look in it."""

    rows: dict[int, CaseRow]
    warnings: list[Fault]


def read(
    table: Table,
    matching: Matching,
    *,
    today: date,
    most_rows: int | None = None,
    progress: Progress = tell_nobody,
) -> Spreadsheet:
    """The file as rows; Refused, with every fault in it, told by the file's headings. `progress` hears of lines."""
    rows: dict[int, CaseRow] = {}
    faults: list[Fault | str] = []
    for count, (number, line) in enumerate(table.lines(), start=1):
        if most_rows and count > most_rows:
            raise Refused([f"the file has more than {most_rows:,} lines. Split it, and import the parts in turn."])
        try:
            rows[number] = _row(number, table.cells_of(number, line), matching, today)
        except Refused as refused:
            faults += refused.faults
        progress(1)
    faults += [told(fault, rows, matching) for fault in checks.faults_across(rows)]
    if faults:
        raise Refused(faults)
    return Spreadsheet(rows, [] if table.ends_whole else _end(rows, table.headings))


def _end(rows: dict[int, CaseRow], headings: Sequence[str]) -> list[Fault]:
    what = "the file ends without a line break; is this cell whole?"
    return [Fault(line, headings[-1], what) for line in [*rows][-1:]]


def _row(number: int, cells: Sequence[Cell], matching: Matching, today: date) -> CaseRow:
    values: dict[str, Any] = {column.name: column.kind.empty for column in COLUMNS}
    faults = []

    def found(name: str, what: str) -> None:
        at = matching.places.get(name)
        text = "" if at is None else str(cells[at])
        who = str(cells[matching.places["chart_number"]]).strip()
        faults.append(Fault(number, matching.headings.get(name, name), what, text, who))

    for name, at in matching.places.items():
        try:
            values[name] = BY_NAME[name].read(canonical(name, cells[at], matching))
        except ValueError as error:
            found(name, str(error))
    if not faults:
        row = CaseRow.from_values(values)
        for name, what in checks.contradictions(row, today=today):
            found(name, what)
    if faults:
        raise Refused(faults)
    return row


def told(fault: Fault, rows: Mapping[int, CaseRow], matching: Matching) -> Fault:
    """A fault of a row that was read, by the file's own heading and with the cell as it was understood."""
    if fault.column not in BY_NAME or fault.line not in rows:
        return fault
    row = rows[fault.line]
    text = BY_NAME[fault.column].show(getattr(row, fault.column))
    return Fault(fault.line, matching.headings.get(fault.column, fault.column), fault.what, text, row.chart_number)


def canonical(name: str, cell: Cell, matching: Matching) -> str:
    """The cell as our own files write it; ValueError for a day that is written in another way than was said."""
    return iso(cell, matching.dates) if name in DAYS else str(cell)
