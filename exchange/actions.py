"""What comes in and goes out: each action is one transaction."""

import logging
import uuid
from datetime import datetime
from functools import partial
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.models import User
from accounts.permissions import Permission
from exchange.exporting import making
from exchange.exporting.order import Order
from exchange.importing import storing
from exchange.importing.matching import Dates, Matching
from exchange.importing.tables import open_table
from exchange.models import Export
from exchange.tasks import make_exports

logger = logging.getLogger(__name__)

# Courses up to which a file is made while its user waits; a larger one is a worker's.
MADE_AT_ONCE = 2_000


def import_cases(
    *, path: Path, dates: Dates = Dates.ISO, dry_run: bool = False, at: datetime, by: User
) -> storing.Imported:
    """Import a spreadsheet whose columns are called as ours, whole or not at all; a dry run does it all and takes it
    back. Refused, with every fault, if anything in it can't be so."""
    table = open_table(path)
    return storing.store(table, Matching.exact(table.headings, dates), dry_run=dry_run, at=at, by=by)


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
