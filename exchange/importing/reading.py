"""From a file to rows, with every fault that can be seen without the database."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from exchange.importing import checks, files
from exchange.importing.columns import COLUMNS
from exchange.importing.faults import Fault, Refused
from exchange.importing.rows import CaseRow

BY_NAME = {column.name: column for column in COLUMNS}


class Spreadsheet(NamedTuple):
    """The rows of a file by line, and what is worth a look in it."""

    rows: dict[int, CaseRow]
    warnings: list[Fault]


def read(path: Path, *, today: date) -> Spreadsheet:
    """The file as rows; Refused, with every fault in it."""
    text = files.text_of(path)
    lines = files.lines_of(text)
    names = files.column_names(next(lines)[1])
    rows: dict[int, CaseRow] = {}
    faults: list[Fault | str] = []
    for number, line in lines:
        try:
            rows[number] = _row(number, line, names, today)
        except Refused as refused:
            faults += refused.faults
    faults += checks.faults_across(rows)
    if faults:
        raise Refused(faults)
    return Spreadsheet(rows, [] if text.endswith(("\n", "\r")) else _end(rows, names))


def _end(rows: dict[int, CaseRow], names: Sequence[str]) -> list[Fault]:
    """A file that was cut off within its very last cell can't be told from a whole one."""
    return [Fault(line, names[-1], "the file ends without a line break; is this cell whole?") for line in [*rows][-1:]]


def _row(number: int, line: str, names: Sequence[str], today: date) -> CaseRow:
    cells = files.cells_of(number, line, names)
    files.check_width(number, cells, names)
    values, faults = {}, []
    for name, cell in zip(names, cells, strict=True):
        if name not in BY_NAME:  # an export's own
            continue
        try:
            values[name] = BY_NAME[name].read(cell)
        except ValueError as error:
            faults.append(Fault(number, name, str(error)))
    if not faults:
        row = CaseRow.from_values(values)
        faults = [Fault(number, name, what) for name, what in checks.contradictions(row, today=today)]
    if faults:
        raise Refused(faults)
    return row
