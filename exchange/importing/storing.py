"""A table becomes patients, courses and answers, whole or not at all."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import User
from core.constraints import sentence_for
from exchange.importing import reading, sameness, stored
from exchange.importing.columns import NAMES
from exchange.importing.faults import Fault, Refused
from exchange.importing.load import load
from exchange.importing.matching import Matching
from exchange.importing.reading import Progress, tell_nobody
from exchange.importing.rows import CaseRow, with_all_that_a_row_tells
from exchange.importing.tables import Table
from patients.models import Patient
from prescriptions.models import Prescription


@dataclass
class Imported:
    """What an import came to. `added` counts courses, patients, answers and follow-ups; `same` are new patients who
    may be somebody on file."""

    added: Counter[str] = field(default_factory=Counter)
    known: int = 0
    warnings: list[Fault] = field(default_factory=list)
    rows: dict[int, CaseRow] = field(default_factory=dict)
    same: list[sameness.Pair] = field(default_factory=list)


def store(
    table: Table,
    matching: Matching,
    *,
    dry_run: bool = False,
    most_rows: int | None = None,
    progress: Progress = tell_nobody,
    at: datetime,
    by: User,
) -> Imported:
    """Store all courses of the table; a dry run does it all and takes it back. `progress` hears of each line twice:
    when it is read, and when it is stored. Refused, with every fault, if anything in it can't be so."""
    today = timezone.localdate(at)
    spreadsheet = reading.read(table, matching, today=today, most_rows=most_rows, progress=progress)
    rows = spreadsheet.rows
    try:
        with transaction.atomic():
            outcome = _store(rows, progress=progress, at=at, by=by)
            transaction.set_rollback(dry_run)
    except IntegrityError as error:
        # Someone saved the same patient or course while this ran.
        raise Refused([sentence_for(error)]) from error
    except Refused as refused:
        raise Refused([_told(fault, rows, matching) for fault in refused.faults]) from None
    outcome.warnings = [*spreadsheet.warnings, *(_told(warning, rows, matching) for warning in outcome.warnings)]
    outcome.rows = rows
    return outcome


def _told(fault: Fault | str, rows: dict[int, CaseRow], matching: Matching) -> Fault | str:
    return fault if isinstance(fault, str) else reading.told(fault, rows, matching)


def _store(rows: dict[int, CaseRow], *, progress: Progress, at: datetime, by: User) -> Imported:
    comparison = stored.compare(rows)
    if comparison.faults:
        raise Refused(comparison.faults)
    new = {line: row for line, row in rows.items() if line not in comparison.known}
    outcome = Imported(known=len(comparison.known), warnings=[*stored.odd_codes(new), *_not_started(new)])
    outcome.same = sameness.pairs(new, on_file=comparison.patients)
    met, told_at = dict(comparison.patients), 0
    for batch in stored.batches(new):
        part = {line: new[line] for line in batch}
        outcome.added.update(load(list(part.values()), comparison.patients, at=at, today=timezone.localdate(at), by=by))
        _check_beside_older_notes(part, met)
        progress(len(part))
        if outcome.added["courses"] >= 2 * told_at:
            _tell_the_planner()
            told_at = outcome.added["courses"]
    if outcome.added["courses"] > told_at:
        _tell_the_planner()
    return outcome


def _tell_the_planner() -> None:
    """What was empty a moment ago is full, and neither the next batches nor the reports after them should be planned
    for tables with nothing in them. PostgreSQL itself notices only after the transaction, within a minute or so."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _not_started(rows: dict[int, CaseRow]) -> Iterator[Fault]:
    for line, row in rows.items():
        if row.state == Prescription.State.SENT:
            yield Fault(line, "filled", "empty, and so is first_dose_on: kept as prescribed and not started.")


def _check_beside_older_notes(rows: dict[int, CaseRow], patients: dict[str, Patient]) -> None:
    """Refuse rows that read differently once stored: the clinic had noted something else of that patient that day."""
    lines = {row.key: line for line, row in rows.items() if row.chart_key in patients}
    owners = {patients[chart_key].pk: chart_key for chart_key, _ in lines}
    courses = Prescription.objects.valid().filter(patient__in=owners)
    faults = []
    for course in with_all_that_a_row_tells(courses):
        line = lines.get((owners[course.patient_id], course.prescribed_on))
        if line:
            differing = stored.differences(rows[line], course, names=NAMES)
            faults += [Fault(line, name, what) for name, what in differing.items()]
    if faults:
        raise Refused(faults)
