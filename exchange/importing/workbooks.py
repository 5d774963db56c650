"""A spreadsheet of Excel, read line by line. What could harm is looked at before anything is unpacked."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import openpyxl
from defusedxml import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from core.rounding import plain
from exchange.importing.columns import NAMES
from exchange.importing.faults import Fault, Refused, shown
from exchange.importing.files import FORMULA, LINE_LIMIT, odd
from exchange.importing.matching import Cell

ZIP_MARK, OLE_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MARKS = (ZIP_MARK, OLE_MARK)
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
# Bytes, unpacked: 100,000 courses take a half of it. A spreadsheet packs to a tenth, in the utmost to a fiftieth; what
# packs better than a hundredth is nothing but repetition. Small parts may.
UNPACKED_LIMIT = 300 * 2**20
MOST_PACKED, SMALL_PART = 100, 2**20
PART_LIMIT = 2_000
COLUMN_LIMIT = 200
# As many as Excel itself has.
ROW_LIMIT = 1_048_576
# Lines in which data is looked for on each sheet.
LOOKED_AT = 20
TOO_WIDE = f"the file has more than {COLUMN_LIMIT} columns. Leave out those that are not needed."
BOMB = "this file unpacks to far more than a spreadsheet holds, so it was not opened."
DAMAGED = "this file is damaged, or no Excel workbook. Save it again as .xlsx, or as CSV UTF-8."
ENCRYPTED = "this workbook is locked with a password. Save it without one."
OLD = 'this is an old Excel file (.xls). Save it as "Excel Workbook (.xlsx)" or as "CSV UTF-8".'
ZEROS = re.compile("0{2,20}")
# Whatever openpyxl makes of a file that is wrong inside.
WRONG_INSIDE = (
    DefusedXmlException, InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, OSError, SyntaxError, NotImplementedError, OverflowError,
)  # fmt: skip


def refused(what: str) -> Refused:
    return Refused([Fault(1, NAMES[0], what)])


class Workbook:
    is_workbook = True
    ends_whole = True

    def __init__(self, path: Path, content: bytes) -> None:
        self.path = path
        if content.startswith(OLE_MARK):
            raise refused(ENCRYPTED if ENCRYPTED_MARK in content else OLD)
        _check_parts(path)
        self.notes: list[str] = []
        try:
            self._open()
        except WRONG_INSIDE:
            raise refused(DAMAGED) from None

    def _open(self) -> None:
        book = openpyxl.load_workbook(self.path.open("rb"), read_only=True, data_only=False, keep_links=False)
        self._rows_said = {sheet.title: sheet.max_row or 0 for sheet in book.worksheets}
        sheets = [sheet for sheet in book.worksheets if _has_data(sheet)]
        if not sheets:
            raise refused("the file is empty; it begins with a line of the column names.")
        self.sheet = sheets[0]
        if len(book.worksheets) > 1:
            others = ", ".join(shown(sheet.title) for sheet in book.worksheets if sheet is not self.sheet)
            self.notes.append(f"Read from the sheet {shown(self.sheet.title)}. Not read: {others}.")
        first = next(self._cells())
        headings = [_heading(cell, at) for at, cell in enumerate(first)]
        while headings and not headings[-1]:
            headings.pop()
        if not headings:
            raise refused("the first line is empty; the names of the columns belong there.")
        if len(headings) > COLUMN_LIMIT:
            raise refused(TOO_WIDE)
        self.headings = headings

    @property
    def rows(self) -> int:
        return min(self._rows_said[self.sheet.title], ROW_LIMIT)

    def _cells(self) -> Iterator[Sequence[Any]]:
        return islice(self.sheet.iter_rows(max_col=COLUMN_LIMIT + 1), ROW_LIMIT)

    def lines(self) -> Iterator[tuple[int, Sequence[Any]]]:
        empty: list[tuple[int, Sequence[Any]]] = []
        numbered = enumerate(self._cells(), start=1)
        try:
            next(numbered)
            for number, line in numbered:
                if any(cell.value is not None for cell in line):
                    yield from empty
                    empty = []
                    yield number, line
                elif len(empty) < LOOKED_AT:  # so many are told of; the rest is but how the sheet was painted
                    empty.append((number, line))
        except WRONG_INSIDE:
            raise refused(DAMAGED) from None

    def cells_of(self, number: int, line: Sequence[Any]) -> list[Cell]:
        wide = len(self.headings)
        if all(cell.value is None for cell in line):
            raise Refused([Fault(number, self.headings[0], "this line is empty.")])
        beyond = next((cell for cell in line[wide:] if cell.value is not None), None)
        if beyond is not None:
            what = "the line goes on after this column, where the first line has no name."
            raise Refused([Fault(number, self.headings[-1], what)])
        lengths = [len(cell.value) if isinstance(cell.value, str) else 0 for cell in line]
        if sum(lengths) > LINE_LIMIT:
            what = f"the line has {sum(lengths)} characters; a line of this file has at most {LINE_LIMIT}."
            raise Refused([Fault(number, self._named(lengths.index(max(lengths))), what)])
        cells, faults = [], []
        for at, cell in enumerate(line[:wide]):
            try:
                cells.append(_value(cell))
            except ValueError as error:
                faults.append(Fault(number, self._named(at), str(error), str(cell.value)))
        if faults:
            raise Refused(faults)
        return cells

    def _named(self, at: int) -> str:
        return self.headings[min(at, len(self.headings) - 1)]


def _check_parts(path: Path) -> None:
    """Refuse a bomb, a lock and another program's file by the zip's directory alone."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise refused(DAMAGED) from None
    if any(part.flag_bits & 1 for part in parts):
        raise refused(ENCRYPTED)
    sizes = sum(part.file_size for part in parts)
    if len(parts) > PART_LIMIT or sizes > UNPACKED_LIMIT or any(map(_is_packed_too_well, parts)):
        raise refused(BOMB)
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise refused("this is no Excel workbook. Save it as .xlsx, or as CSV UTF-8.")


def _is_packed_too_well(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL_PART and part.file_size > MOST_PACKED * part.compress_size


def _has_data(sheet: Any) -> bool:
    sheet.reset_dimensions()  # a file may say less of itself than it has
    lines = islice(sheet.iter_rows(max_col=COLUMN_LIMIT + 1), LOOKED_AT)
    return any(cell.value is not None for line in lines for cell in line)


def _heading(cell: Any, at: int) -> str:
    try:
        value = _value(cell)
    except ValueError as error:
        raise Refused([Fault(1, NAMES[0], f"the name of a column: {error}")]) from None
    return " ".join(str(value).split())


def _value(cell: Any) -> Cell:
    """The cell as text, or as the day that Excel keeps; ValueError for what is no value."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        raise ValueError(FORMULA)
    if cell.data_type == "e":
        raise ValueError(f"{shown(str(value))} is an error of the spreadsheet program, and no value.")
    if isinstance(value, datetime):
        return value.date() if value.time() == value.min.time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = str(value)
        if what := odd(text):
            raise ValueError(what)
        return text
    return _number(value, cell.number_format or "")


def _number(value: float, number_format: str) -> str:
    """As the sheet shows it: 0.5 that is shown as 50% is 50, and 7 that is shown as 007 is 007."""
    exact = Decimal(repr(value))
    if "%" in number_format:
        return plain((exact * 100).normalize())
    if ZEROS.fullmatch(number_format) and exact == int(exact):
        return str(int(exact)).zfill(len(number_format))
    return plain(exact.normalize())
