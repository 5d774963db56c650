"""Makes the files that users asked for, and takes them off the disk again. Any number of makers can run at once, and
each can die at any moment: what waits is found by query, and a file that nobody finished is begun anew."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from core.models import AccessLog
from exchange.disk import make_folder_of
from exchange.exporting.order import Order
from exchange.exporting.package import pack, rows_of
from exchange.models import Export, ExportQuerySet
from exchange.signs import Signs

logger = logging.getLogger(__name__)

# Patients named in one row of the access log.
LOGGED_AT_ONCE = 10_000
LOG_WHO_IS_IN_IT = """
    INSERT INTO core_accesslog (user_id, kind, page, method, patient_ids, request_id)
    SELECT %s, %s, 'exchange:export', 'POST', array_agg(patient_id ORDER BY patient_id), %s
    FROM (SELECT patient_id, row_number() OVER (ORDER BY patient_id) / %s AS part FROM ({patients}) AS these) AS patient
    GROUP BY part
"""


def path_of(export: Export) -> Path:
    """On the disk: a name that tells nothing, in a folder that web and workers share."""
    return Path(settings.EXPORTS_FOLDER) / f"{export.pk}.zip"


def make_all(*, now: datetime) -> None:
    """Make what waits, the oldest first, and take off the disk what nobody fetched. One at a time: the workers have
    follow-ups to look after."""
    take_expired(now=now)
    while not Export.objects.being_made(now).exists() and (export := _take(Export.objects.all(), now)):
        _make(export)


def make_at_once(export: Export, *, now: datetime) -> None:
    """Make this one, unless somebody else does."""
    taken = _take(Export.objects.filter(pk=export.pk), now)
    if taken:
        _make(taken)


@transaction.atomic
def _take(exports: ExportQuerySet, now: datetime) -> Export | None:
    """One that waits, as ours; one that its makers died of too often is given up."""
    export = exports.to_make(now).select_for_update(skip_locked=True).first()
    if export is None:
        return None
    export.tries += 1
    export.state = Export.State.RUNNING if export.tries <= Export.MOST_TRIES else Export.State.FAILED
    export.heard_of_at, export.rows_done = now, 0
    export.save()
    return export if export.state == Export.State.RUNNING else None


def _make(export: Export) -> None:
    path = path_of(export)
    make_folder_of(path)
    path.unlink(missing_ok=True)  # of a maker that died
    try:
        with transaction.atomic():
            _see_one_moment()
            _write(export, path)
    except Exception:
        path.unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(state=Export.State.FAILED)
        logger.exception("export %s failed", export.pk)


def _see_one_moment() -> None:
    """All sheets are of one moment, whatever is saved meanwhile. Only at the beginning of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _write(export: Export, path: Path) -> None:
    """The file, and in the same transaction that it is ready, and who is in it."""
    order = Order.from_codes(export.codes, by=export.user)
    packed = pack(order, path, at=timezone.now(), progress=Signs(export, total_in="rows", total=rows_of(order)))
    _log_who_is_in_it(export, order)
    now = timezone.now()
    Export.objects.filter(pk=export.pk).update(
        state=Export.State.READY,
        rows=packed.rows,
        size_bytes=packed.size_bytes,
        sha256=packed.sha256,
        ready_at=now,
        expires_at=now + Export.KEPT_FOR,
    )


def _log_who_is_in_it(export: Export, order: Order) -> None:
    patients = order.courses().order_by().values("patient_id").distinct()
    statement = LOG_WHO_IS_IN_IT.format(patients=connection.ops.compose_sql(*patients.query.sql_with_params()))
    values = [export.user_id, AccessLog.Kind.EXPORTED, export.request_id, LOGGED_AT_ONCE]
    with connection.cursor() as cursor:
        cursor.execute(connection.ops.compose_sql(statement, values))


def take_expired(*, now: datetime) -> None:
    """Off the disk what was not taken in time, and whatever else lies there and belongs to no export."""
    Export.objects.expired(now).update(state=Export.State.EXPIRED)
    wanted = {path_of(export).name for export in Export.objects.filter(state__in=(Export.State.READY, "running"))}
    for path in Path(settings.EXPORTS_FOLDER).glob("*.zip"):
        if path.name not in wanted:
            path.unlink(missing_ok=True)


@transaction.atomic
def hand_over(export: Export, *, now: datetime) -> BinaryIO | None:
    """The open file, which is gone from the disk already; None if it was taken before, or its time is over."""
    if not Export.objects.to_hand_over(now).filter(pk=export.pk).update(state=Export.State.TAKEN, taken_at=now):
        return None
    path = path_of(export)
    file = path.open("rb")
    path.unlink()
    return file
