"""What comes in and goes out: each action is one transaction."""

import logging
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.permissions import Permission
from core.constraints import sentence_for
from exchange.exporting import making
from exchange.exporting.order import Order
from exchange.importing import reading, stored
from exchange.importing.columns import NAMES
from exchange.importing.faults import Fault, Refused
from exchange.importing.load import load
from exchange.importing.rows import CaseRow, with_all_that_a_row_tells
from exchange.models import Export
from exchange.tasks import make_exports
from patients.models import Patient
from prescriptions.models import Prescription

logger = logging.getLogger(__name__)

# Courses up to which a file is made while its user waits; a larger one is a worker's.
MADE_AT_ONCE = 2_000


@dataclass
class Import:
    """What an import came to. `added` counts courses, patients, answers and follow-ups."""

    added: Counter[str] = field(default_factory=Counter)
    known: int = 0
    warnings: list[Fault] = field(default_factory=list)


def import_cases(*, path: Path, dry_run: bool = False, at: datetime, by: User) -> Import:
    """Import a spreadsheet of courses, whole or not at all; a dry run does it all and takes it back.

    Refused, with every fault, if anything in it can't be so.
    """
    today = timezone.localdate(at)
    spreadsheet = reading.read(path, today=today)
    try:
        with transaction.atomic():
            outcome = _store(spreadsheet.rows, at=at, by=by)
            transaction.set_rollback(dry_run)
    except IntegrityError as error:
        # Someone saved the same patient or course while this ran.
        raise Refused([sentence_for(error)]) from error
    outcome.warnings[:0] = spreadsheet.warnings
    return outcome


def _store(rows: dict[int, CaseRow], *, at: datetime, by: User) -> Import:
    comparison = stored.compare(rows)
    if comparison.faults:
        raise Refused(comparison.faults)
    new = {line: row for line, row in rows.items() if line not in comparison.known}
    outcome = Import(known=len(comparison.known), warnings=[*stored.odd_codes(new), *_not_started(new)])
    met = dict(comparison.patients)
    for batch in stored.batches(new):
        part = {line: new[line] for line in batch}
        outcome.added.update(load(list(part.values()), comparison.patients, at=at, today=timezone.localdate(at), by=by))
        _check_beside_older_notes(part, met)
    _tell_the_planner()
    return outcome


def _tell_the_planner() -> None:
    """What was empty a moment ago is counted by PostgreSQL within a minute or so; until then a report could take many
    minutes, planned for tables with nothing in them."""
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


@transaction.atomic
def ask_for_export(*, order: Order, courses: int, reason: str, request_id: uuid.UUID, by: User) -> Export:
    """The file that the user wants: a small one is ready when this is committed, a large one is a worker's to make.

    The same order again, while it is being made, is the same export.
    """
    under_way = Export.objects.unfinished().filter(user=by, fingerprint=order.fingerprint).first()
    if under_way:
        return under_way
    export = Export.objects.create(
        user=by,
        codes=order.codes(),
        fingerprint=order.fingerprint,
        names_people=order.names_people,
        for_research=order.for_research,
        reason=reason,
        request_id=request_id,
    )
    is_small = courses <= MADE_AT_ONCE
    transaction.on_commit(partial(_make_now, export) if is_small else _ring)
    return export


def _make_now(export: Export) -> None:
    making.make_at_once(export, now=timezone.now())


def _ring() -> None:
    """Wake a worker. If the bell is broken, the next pass finds what waits."""
    try:
        make_exports.delay()
    except OperationalError:
        logger.warning("the broker did not answer: exports wait for the next pass")


def require_right_to(export: Export, *, by: User) -> None:
    """Raises PermissionDenied where the user has lost the right since asking."""
    if not by.has_perm(Permission.EXPORT_NAMES if export.names_people else Permission.EXPORT):
        raise PermissionDenied
