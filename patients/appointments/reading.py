"""A file of appointments as text: its columns, found by their names, and its lines. Nothing here asks the database."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError

from core.fields import no_invisible_characters
from patients.models import Visit

FILE_LIMIT = 2 * 2**20  # bytes
ROW_LIMIT = 10_000  # appointments
CELL_LIMIT = 100  # characters
# How far from today an appointment may lie; beyond it the year is a typing error.
LONGEST_AWAY = timedelta(days=2 * 365)
ISO = "%Y-%m-%d"

CHART_NUMBER, DAY, STATUS, PROVIDER = "chart number", "date", "status", "provider"
# What each column may be called, in small letters, without punctuation.
NAMES = {
    CHART_NUMBER: {"chart number", "chart no", "chart", "chart id", "mrn", "medical record number", "patient id"},
    DAY: {"date", "day", "appointment date", "appt date", "visit date"},
    STATUS: {"status", "appointment status", "appt status", "visit status"},
    PROVIDER: {"provider", "with", "doctor", "physician", "clinician", "appointment provider", "provider name"},
}
REQUIRED = (CHART_NUMBER, DAY, STATUS)
# What the practice's calendar may call each status, in small letters, without punctuation.
STATUSES = {
    Visit.Status.BOOKED: {"booked", "scheduled", "confirmed", "pending", "active"},
    Visit.Status.KEPT: {"kept", "came", "arrived", "checked in", "checked out", "completed", "seen", "fulfilled"},
    Visit.Status.CANCELLED: {"cancelled", "canceled", "cancelled by patient", "canceled by patient", "rescheduled"},
    Visit.Status.NO_SHOW: {"no show", "noshow", "did not come", "missed"},
}
STATUS_OF = {word: status for status, words in STATUSES.items() for word in words}
FORMULA_MARKS = ("=", "+", "-", "@")
SPREADSHEET_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Fault(NamedTuple):
    """What is wrong on a line, as a sentence; line 0 is the file."""

    line: int
    sentence: str


class Appointment(NamedTuple):
    """A line that could be read. The chart number is not held against the patients yet."""

    line: int
    chart_number: str
    day: date
    status: str
    provider: str


class NotAFile(Exception):
    """Nothing of it can be read; the text is the sentence for it."""


def read(content: bytes, *, date_format: str, today: date) -> tuple[list[Appointment], list[Fault]]:
    """The lines that can be read, and what is wrong with the others.

    Raises NotAFile where no line can be read at all.
    """
    lines = csv.reader(io.StringIO(_text(content), newline=""), delimiter=_delimiter(content))
    appointments, faults = [], []
    try:
        columns = _columns(next(lines, []))
        for cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(appointments) + len(faults) == ROW_LIMIT:
                raise NotAFile(
                    f"The file has more than {ROW_LIMIT:,} appointments. Split it, and give the parts in turn."
                )
            try:
                appointments.append(_appointment(lines.line_num, cells, columns, date_format, today))
            except ValueError as error:
                faults.append(Fault(lines.line_num, str(error)))
    except csv.Error:
        raise NotAFile(f"Line {lines.line_num} can't be taken apart: a quotation mark has no partner.") from None
    return appointments, faults


def _text(content: bytes) -> str:
    if len(content) > FILE_LIMIT:
        raise NotAFile(f"The file is larger than {FILE_LIMIT // 2**20} MB. Split it, and give the parts in turn.")
    if content.startswith(SPREADSHEET_MARKS):
        raise NotAFile('This is a spreadsheet, not a CSV file. Save it from the spreadsheet program as "CSV UTF-8".')
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAFile('The text is not encoded as UTF-8. Save the file as "CSV UTF-8".') from None
    if "\0" in text:
        raise NotAFile('There are NUL characters in the file: it is no text. Save it as "CSV UTF-8".')
    if not text.strip():
        raise NotAFile("The file is empty. It begins with a line of the column names.")
    return text


def _delimiter(content: bytes) -> str:
    """What stands most often in the first line: a comma, a semicolon or a tab."""
    first = content.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return max(",;\t", key=first.count)


def _plain(text: str) -> str:
    """Small letters, and one blank for whatever stands between words."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())


def _columns(header: list[str]) -> dict[str, int]:
    """Where each column stands."""
    columns: dict[str, int] = {}
    for at, name in enumerate(header):
        for column, names in NAMES.items():
            if _plain(name) in names:
                if column in columns:
                    raise NotAFile(f'Two columns can be the {column}: "{header[columns[column]]}" and "{name}".')
                columns[column] = at
    if missing := [column for column in REQUIRED if column not in columns]:
        raise NotAFile(f"The first line names no column for the {' or the '.join(missing)}.")
    return columns


def _appointment(line: int, cells: list[str], columns: dict[str, int], date_format: str, today: date) -> Appointment:
    """The line's appointment; a ValueError says what is wrong with it."""
    if len(cells) <= max(columns.values()):
        raise ValueError("The line ends too early. Is the file cut off?")
    texts = {column: _cell(cells[at], column) for column, at in columns.items()}
    day = day_of(texts[DAY], date_format)
    if abs(day - today) > LONGEST_AWAY:
        raise ValueError(f"{day.isoformat()} is more than two years away. Look at the year again.")
    status = STATUS_OF.get(_plain(texts[STATUS]))
    if not status:
        raise ValueError(f'"{texts[STATUS]}" is no status that is known here.')
    if day > today and status in (Visit.Status.KEPT, Visit.Status.NO_SHOW):
        raise ValueError(f"{day.isoformat()} is still to come: nobody has come or stayed away yet.")
    return Appointment(line, texts[CHART_NUMBER], day, status.value, texts.get(PROVIDER, ""))


def _cell(text: str, column: str) -> str:
    """The cell's text, held against what no name and no number has in it."""
    text = text.strip()
    if not text and column in REQUIRED:
        raise ValueError(f"The {column} is missing.")
    if len(text) > CELL_LIMIT:
        raise ValueError(f"The {column} is longer than {CELL_LIMIT} characters.")
    if text.startswith(FORMULA_MARKS):
        raise ValueError(f'The {column} begins with "{text[0]}", like a formula.')
    try:
        no_invisible_characters(text)
    except ValidationError as error:
        raise ValueError(f"The {column}: {error.messages[0]}") from None
    return text


def day_of(text: str, date_format: str) -> date:
    """A day as year-month-day, or as the clinic has declared that its file writes it; a time behind it is left out.

    It is never guessed: 03/04/2026 is read only once the clinic has said which of the two comes first.
    """
    day_text = text.replace("T", " ", 1).split(" ", 1)[0]
    for one in (ISO, date_format) if day_text.isascii() else ():
        try:
            return datetime.strptime(day_text, one).date()  # noqa: DTZ007 a date has no zone
        except ValueError:
            continue
    raise ValueError(f'"{text}" is no date as this clinic\'s file writes it.')


def lines_of(rows: list) -> Iterator[Appointment]:
    """Appointments that were kept as lists."""
    for line, chart_number, day, status, provider in rows:
        yield Appointment(line, chart_number, date.fromisoformat(day), status, provider)
