"""What can't be true of a course, and what can't be true of a file of them. The database is not asked here."""

from collections.abc import Iterator
from datetime import date

from exchange.importing.columns import COLUMNS
from exchange.importing.faults import Fault, shown
from exchange.importing.rows import CaseRow
from prescriptions.models import Prescription

# A column, and what is wrong in it.
Finding = tuple[str, str]

DAYS = ("date_of_birth", "prescribed_on", "first_dose_on", "stable_on", "response_on", "stopped_on")
OF_AN_ANSWER = ("response_mode", "pgic", "relief_percent", "quality_of_life_improved", "functional_gains")
OF_A_PERSON = ("family_name", "given_name", "date_of_birth", "sex")
NEEDS_A_START = ("stable_dose_mg", "stable_on", "response_on")
WRITE = {column.name: column.write for column in COLUMNS}


def contradictions(row: CaseRow, *, today: date) -> Iterator[Finding]:
    """What in one row contradicts itself or the calendar."""
    yield from _days(row, today)
    yield from _start(row)
    yield from _doses(row)
    yield from _stop(row)
    yield from _answer(row)


def _days(row: CaseRow, today: date) -> Iterator[Finding]:
    for name in DAYS:
        day = getattr(row, name)
        if day and day > today:
            yield name, f"{day} is still to come."
    yield from _before(row, "prescribed_on", "date_of_birth")
    yield from _before(row, "first_dose_on", "prescribed_on")
    begin = "first_dose_on" if row.first_dose_on else "prescribed_on"
    for name in ("stable_on", "response_on", "stopped_on"):
        yield from _before(row, name, begin)
    yield from _before(row, "stopped_on", "stable_on")


def _before(row: CaseRow, name: str, earlier: str) -> Iterator[Finding]:
    """A finding if the day lies before the one that should be earlier."""
    day, limit = getattr(row, name), getattr(row, earlier)
    if day and limit and day < limit:
        yield name, f"{day} is before {earlier}, {limit}."


def _start(row: CaseRow) -> Iterator[Finding]:
    if row.filled is False and row.first_dose_on:
        yield "first_dose_on", "the course has a first dose, and filled=no says that it was never started."
    if row.filled is None and row.stopped_on:
        yield "filled", "the course was stopped; say here whether it had been started, yes or no."
    if not row.started_on:
        for name in NEEDS_A_START:
            if getattr(row, name) is not None:
                yield name, "the course was not started: filled is not yes, and first_dose_on is empty."


def _doses(row: CaseRow) -> Iterator[Finding]:
    if row.stable_dose_mg is not None and row.stable_on is None:
        yield "stable_on", "the stable dose needs the day it was reached. Fill it in, or leave both empty."
    if row.stable_dose_mg is None and row.stable_on is not None:
        yield "stable_dose_mg", "stable_on needs its dose. Fill it in, or leave both empty."
    if row.stable_on and row.stable_on == row.started_on and row.start_dose_mg not in (None, row.stable_dose_mg):
        yield "stable_dose_mg", "the start dose of the same day is another one."


def _stop(row: CaseRow) -> Iterator[Finding]:
    if row.stopped_on and row.stop_reason is None:
        yield "stop_reason", "a stop needs its reason."
    if row.stop_reason is not None and row.stopped_on is None:
        yield "stopped_on", "a stop needs its day."
    if row.continuing is False and row.stopped_on is None:
        yield "continuing", "no needs the day in stopped_on."
    if row.continuing is True and row.stopped_on:
        yield "continuing", f"yes, and stopped_on says {row.stopped_on}."
    if row.continuing is True and not row.started_on:
        yield "continuing", "yes, and the course was not started."


def _answer(row: CaseRow) -> Iterator[Finding]:
    if row.response_on:
        return
    for name in OF_AN_ANSWER:
        if getattr(row, name) not in (None, ()):
            yield name, "an answer needs its day, in response_on."
    if row.side_effects is not None and not row.stopped_on:
        yield "side_effects", "side effects belong to an answer or to a stop, and this row has neither."


def faults_across(rows: dict[int, CaseRow]) -> Iterator[Fault]:
    """What contradicts itself between the rows of a file; `rows` is by line."""
    keys: dict[tuple, int] = {}
    people: dict[str, int] = {}
    is_open: dict[str, int] = {}
    for line, row in rows.items():
        first = keys.setdefault(row.key, line)
        if first != line:
            yield Fault(line, "prescribed_on", f"this course of {row.chart_number} stands on line {first} already.")
            continue
        first = people.setdefault(row.chart_key, line)
        yield from _another_person(line, row, first, rows[first])
        if row.state in Prescription.OPEN_STATES:
            first = is_open.setdefault(row.chart_key, line)
            if first != line:
                yield Fault(line, "stopped_on", f"{row.chart_number} has an open course on line {first} already.")


def _another_person(line: int, row: CaseRow, first: int, other: CaseRow) -> Iterator[Fault]:
    for name in OF_A_PERSON:
        if getattr(row, name) != getattr(other, name):
            here, there = (shown(WRITE[name](getattr(each, name))) for each in (row, other))
            yield Fault(line, name, f"{row.chart_number} has {here} here, and {there} on line {first}.")
