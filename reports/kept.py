"""The kept outcomes: triggers hold them current (sql/kept_outcomes.sql); here they are filled at once, and checked."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from prescriptions.models import Prescription
from reports.models import KeptOutcome

logger = logging.getLogger(__name__)

# Whose triggers keep the rows.
WATCHED = (
    "prescriptions_prescription",
    "prescriptions_dosestep",
    "prescriptions_lostperiod",
    "followups_response",
    "followups_sideeffect",
)
# Courses that are checked in one transaction.
BATCH = 10_000

FILL = """
    ANALYZE;
    DELETE FROM reports_keptoutcome;
    INSERT INTO reports_keptoutcome
    SELECT * FROM computed_outcomes(ARRAY(SELECT id FROM prescriptions_prescription ORDER BY id));
    ANALYZE reports_keptoutcome
"""
# A trace of every row that is not what it should be, that should not be, or is missing.
NOTE_DIFFERENCES = """
    INSERT INTO reports_outcomerepair (prescription_id, kept, computed)
    SELECT COALESCE(kept.prescription_id, computed.prescription_id), to_jsonb(kept), to_jsonb(computed)
    FROM (SELECT * FROM reports_keptoutcome WHERE prescription_id = ANY (%(ids)s)) kept
    FULL JOIN computed_outcomes(%(ids)s) computed ON computed.prescription_id = kept.prescription_id
    WHERE to_jsonb(kept) IS DISTINCT FROM to_jsonb(computed)
    RETURNING prescription_id
"""


@contextmanager
def filled_at_the_end(*, also_silent: Iterable[str] = ()) -> Iterator[None]:
    """A load of millions of rows, within a transaction: the triggers rest, and all rows are computed once, after it.

    No user trigger of the watched tables and of those in `also_silent` fires meanwhile, the audit's included.
    """
    tables = sorted({*WATCHED, *also_silent})
    with connection.cursor() as cursor:
        cursor.execute(_triggers(tables, "DISABLE"))
        yield
        # What waits for the end of the transaction would hold the tables.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(FILL)
        cursor.execute(_triggers(tables, "ENABLE"))
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _triggers(tables: Iterable[str], verb: str) -> str:
    return "; ".join(f"ALTER TABLE {connection.ops.quote_name(table)} {verb} TRIGGER USER" for table in tables)


def reconcile() -> int:
    """Compute every course anew, mend the kept rows that differ, and leave a trace of each; returns how many.

    Nightly, a batch at a time. Each compares facts and kept rows of one instant, so what others write meanwhile is no
    difference. What a row says does not depend on today, and neither does this.
    """
    return sum(_mend(ids) for ids in _batches())


def _batches() -> Iterator[list[int]]:
    """Of the courses on file, and of those that a row is kept of without one."""
    ids = Prescription.objects.order_by().values_list("pk").union(KeptOutcome.objects.values_list("pk"))
    batch: list[int] = []
    for (pk,) in ids.order_by("id").iterator(chunk_size=BATCH):
        batch.append(pk)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@transaction.atomic
def _mend(ids: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NOTE_DIFFERENCES, {"ids": ids})
        differing = [pk for (pk,) in cursor.fetchall()]
        if differing:
            cursor.execute("SELECT keep_outcomes(%s)", [differing])
            logger.error("%s kept outcomes differed from their courses, and were mended", len(differing))
    return len(differing)
