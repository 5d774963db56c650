"""Checks, imports and undoes what users asked for. Any number of workers can run at once, and each can die at any
moment: what waits is found by query, and since each job is one transaction, one that nobody finished is begun anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pghistory
from django.db import transaction
from django.utils import timezone

from accounts.permissions import Permission
from exchange.importing import storing
from exchange.importing.faults import Refused
from exchange.importing.matching import Dates, Matching
from exchange.importing.tables import Table, open_table
from exchange.imports import findings, keeping, undoing
from exchange.models import Import, ImportQuerySet
from exchange.signs import Signs

logger = logging.getLogger(__name__)

State, Job = Import.State, Import.Job
# Lines of a file that is imported in the browser.
ROW_LIMIT = 100_000


class TakenOver(Exception):
    """Another worker has taken this one for dead, and does its job."""


def run_all(*, now: datetime) -> None:
    """Run what waits, the oldest first, and take off the disk what is left lying. One at a time: the workers have
    follow-ups to look after."""
    forget_old(now=now)
    while not Import.objects.being_run(now).exists() and (upload := _take(Import.objects.all(), now)):
        _run(upload)


def run_at_once(upload: Import, *, now: datetime) -> None:
    """Run this one, unless somebody else does."""
    taken = _take(Import.objects.filter(pk=upload.pk), now)
    if taken:
        _run(taken)


def forget_old(*, now: datetime) -> None:
    for upload in Import.objects.forgotten(now):
        if Import.objects.forgotten(now).filter(pk=upload.pk).update(state=State.EXPIRED):
            keeping.forget(upload)
    keeping.forget_others(Import.objects.with_file(), now=now)


@transaction.atomic
def _take(uploads: ImportQuerySet, now: datetime) -> Import | None:
    """One that waits, as ours; one that its workers died of too often is given up."""
    upload = uploads.to_run(now).select_for_update(skip_locked=True).first()
    if upload is None:
        return None
    upload.tries += 1
    upload.heard_of_at, upload.rows_done, upload.rows_to_do = now, 0, 0
    upload.save()
    if upload.tries <= Import.MOST_TRIES:
        return upload
    _give_up(upload)
    return None


def _run(upload: Import) -> None:
    work: dict[str, Callable[[Import, UUID], None]] = {Job.CHECK: _check, Job.IMPORT: _import, Job.UNDO: _undo}
    try:
        with pghistory.context(user=upload.user_id, spreadsheet=str(upload.pk)) as context, transaction.atomic():
            work[upload.job](upload, context.id)
    except TakenOver:
        logger.warning("import %s was taken over", upload.pk)
    except Exception:
        logger.exception("import %s failed", upload.pk)
        _give_up(upload)


def _give_up(upload: Import) -> None:
    """Nothing was written. What was imported before and could not be undone stays imported."""
    state = upload.state if upload.job == Job.UNDO else State.FAILED
    ours = Import.objects.filter(pk=upload.pk, job=upload.job, tries=upload.tries)
    if ours.update(state=state, job="", heard_of_at=None) and state == State.FAILED:
        transaction.on_commit(lambda: keeping.forget(upload))


def _settle(upload: Import, **changes: Any) -> None:
    """The last word on a job, in its transaction: only by who still has it."""
    ours = Import.objects.filter(pk=upload.pk, job=upload.job, tries=upload.tries)
    if not ours.update(job="", heard_of_at=None, tries=0, **changes):
        raise TakenOver


def _check(upload: Import, context: UUID) -> None:
    """A dry run: what it says is what the import will do."""
    table = open_table(keeping.path_of(upload))
    try:
        outcome = _store(upload, table, dry_run=True)
    except Refused as refused:
        _refuse(upload, refused, table)
        return
    keeping.keep_findings(upload, findings.of_checked(outcome, notes=table.notes))
    _settle(upload, state=State.CHECKED, counts=findings.counts(outcome))


def _import(upload: Import, context: UUID) -> None:
    table = open_table(keeping.path_of(upload))
    try:
        outcome = _store(upload, table)
    except Refused as refused:
        _refuse(upload, refused, table)
        return
    counts = findings.counts(outcome)
    _settle(upload, state=State.IMPORTED, counts=counts, imported_at=timezone.now(), context_id=context)
    transaction.on_commit(lambda: keeping.forget(upload))


def _refuse(upload: Import, refused: Refused, table: Table) -> None:
    keeping.keep_findings(upload, findings.of_refused(refused, notes=table.notes))
    _settle(upload, state=State.REFUSED, counts={"faults": len(refused.faults)})


def _store(upload: Import, table: Table, *, dry_run: bool = False) -> storing.Imported:
    if not upload.user.has_perm(Permission.IMPORT):
        raise Refused(["you have lost the right to import. Ask the administrator."])
    return storing.store(
        table,
        Matching.of(table.headings, upload.columns, Dates(upload.dates)),
        dry_run=dry_run,
        most_rows=ROW_LIMIT,
        progress=Signs(upload, total_in="rows_to_do", total=2 * table.rows),  # each is read, and stored
        at=timezone.now(),
        by=upload.user,
    )


def _undo(upload: Import, context: UUID) -> None:
    progress = Signs(upload, total_in="rows_to_do", total=len(undoing.MADE))
    if undoing.undo(upload, progress=progress):
        _settle(upload, state=State.UNDONE, undone_at=timezone.now(), undo_was_refused=False)
    else:
        _settle(upload, undo_was_refused=True)
