"""What a user does with a spreadsheet: each action is one transaction, and a second click finds the first."""

import logging
from functools import partial

from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from exchange.imports import keeping, running
from exchange.imports.sample import AT_ONCE
from exchange.models import Import
from exchange.tasks import run_imports

logger = logging.getLogger(__name__)

State, Job = Import.State, Import.Job


@transaction.atomic
def check(*, upload: Import, columns: dict[str, str], dates: Import.Dates, is_small: bool) -> None:
    """Check the file, its columns being these. What was found before is forgotten."""
    held = _held(upload)
    if held.job or held.state not in Import.WITH_FILE:
        return
    held.columns, held.dates = columns, dates
    _ask(held, Job.CHECK, is_small=is_small)


@transaction.atomic
def start(*, upload: Import) -> None:
    """Import a file that was checked, and has something new."""
    held = _held(upload)
    if held.job or held.state != State.CHECKED or not held.counts["courses"]:
        return
    _ask(held, Job.IMPORT, is_small=held.counts["courses"] + held.counts["known"] <= AT_ONCE)


@transaction.atomic
def undo(*, upload: Import) -> None:
    """Take an import back, unless something depends on it."""
    held = _held(upload)
    if held.job or held.state != State.IMPORTED:
        return
    held.undo_was_refused = False
    _ask(held, Job.UNDO, is_small=held.counts["courses"] <= AT_ONCE)


@transaction.atomic
def give_up(*, upload: Import) -> None:
    """Forget a file that is not imported. One that a worker has in hand is left to it."""
    held = _held(upload)
    if held.job or held.state not in Import.WITH_FILE:
        return
    held.state = State.GIVEN_UP
    held.save()
    transaction.on_commit(partial(keeping.forget, held))


def _held(upload: Import) -> Import:
    return Import.objects.select_for_update().get(pk=upload.pk)


def _ask(held: Import, job: Import.Job, *, is_small: bool) -> None:
    held.job, held.asked_at, held.heard_of_at, held.tries = job, timezone.now(), None, 0
    held.rows_done = held.rows_to_do = 0
    held.save()
    transaction.on_commit(partial(_run_now, held) if is_small else _ring)


def _run_now(upload: Import) -> None:
    running.run_at_once(upload, now=timezone.now())


def _ring() -> None:
    """Wake a worker. If the bell is broken, the next pass finds what waits."""
    try:
        run_imports.delay()
    except OperationalError:
        logger.warning("the broker did not answer: imports wait for the next pass")
