"""Takes a whole import back, while nothing depends on it.

What it created is known from the write audit: the inserts under its context. What has come since is found there too,
and by following every foreign key that leads to what it created, so that a new table is heeded by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models
from django.db.models import Q, QuerySet
from psycopg import sql

from exchange.importing.reading import Progress, tell_nobody
from exchange.models import Import
from followups.models import FollowUp, Response, SideEffect
from patients.models import Diagnosis, Medicine, Patient, PhoneNumber, Procedure
from prescriptions.models import DoseStep, Prescription
from reports.audit.sources import ways_to_patient, written

# What an import creates, in the order in which it can be deleted.
MADE: tuple[type[models.Model], ...] = (
    SideEffect, Response, FollowUp, DoseStep, Prescription, Medicine, Procedure, Diagnosis, PhoneNumber, Patient,
)  # fmt: skip
NAMED_AT_MOST = 10


@dataclass(frozen=True)
class Dependent:
    """A patient to whom something has happened since the import, and what."""

    patient: int
    what: tuple[str, ...]


def dependents(upload: Import) -> list[Dependent]:
    """Who stands in the way of undoing it; nobody, if it can be undone."""
    found: dict[int, set[str]] = defaultdict(set)
    for patient, what in _all(upload):
        found[patient].add(what)
    return [Dependent(patient, tuple(sorted(what))) for patient, what in sorted(found.items())]


def undo(upload: Import, *, progress: Progress = tell_nobody) -> bool:
    """Delete what the import created, in the transaction of who calls; False, and nothing, if something depends on it.

    The patients and courses are held before it is looked: nobody can add to them meanwhile.
    """
    for model in (Patient, Prescription):
        list(_rows(upload, model).order_by("pk").select_for_update().values_list("pk", flat=True))
    if next(_all(upload), None):
        return False
    for model in MADE:
        _delete(_rows(upload, model))
        progress(1)
    return True


def _delete(rows: QuerySet) -> None:
    """One statement: Django would read every row first. The database itself refuses to leave a reference behind."""
    query, params = rows.order_by().values("pk").query.sql_with_params()
    table = sql.Identifier(rows.model._meta.db_table)
    with connection.cursor() as cursor:
        statement = sql.SQL("DELETE FROM {} WHERE id IN (").format(table).as_string(cursor.connection)
        cursor.execute(f"{statement}{query})", params)


def _created(upload: Import, model: type[models.Model]) -> QuerySet:
    """The keys of the rows that the import inserted, of the write audit."""
    events = written()[model._meta.label].objects
    return events.filter(pgh_context_id=upload.context_id, pgh_label="insert").values("pgh_obj_id")


def _rows(upload: Import, model: type[models.Model]) -> QuerySet:
    """What would be deleted. What the plan has made of the courses since, and nobody has touched, goes with them."""
    if model is FollowUp:
        return FollowUp.objects.filter(prescription__in=_created(upload, Prescription))
    return model._base_manager.filter(pk__in=_created(upload, model))


def _all(upload: Import) -> Iterator[tuple[int, str]]:
    """(patient, what it is) of all that depends on the import."""
    for model in MADE:
        if model is not FollowUp:
            yield from _changed(upload, model)
        for relation in model._meta.related_objects:
            yield from _referring(upload, model, relation)
    spoken_for = _rows(upload, FollowUp).exclude(claimed_by=None)
    yield from ((patient, "a call under way") for patient in spoken_for.values_list("patient", flat=True))


def _changed(upload: Import, model: type[models.Model]) -> Iterator[tuple[int, str]]:
    """What was changed or deleted since, or made anew under the same key."""
    events = written()[model._meta.label].objects.filter(pgh_obj_id__in=_created(upload, model))
    later = events.exclude(pgh_context_id=upload.context_id)
    way = "pgh_obj_id" if model is Patient else ways_to_patient(model)[0]
    for patient in later.order_by().values_list(way, flat=True).distinct():
        yield patient, f"{model._meta.verbose_name} changed"


def _referring(
    upload: Import, model: type[models.Model], relation: models.ForeignObjectRel
) -> Iterator[tuple[int, str]]:
    """Rows of other tables that belong to what the import created, and that it did not create itself."""
    other, field = relation.related_model, relation.field
    if not field.db_constraint or hasattr(other, "pgh_tracked_model"):  # kept by triggers, or the audit itself
        return
    found = other._base_manager.filter(Q(**{f"{field.name}__in": _rows(upload, model).order_by().values("pk")}))
    if other in MADE:
        found = found.exclude(pk__in=_rows(upload, other).order_by().values("pk"))
    ways = ways_to_patient(other)
    way = next((way for way in ways if way.split("__")[0] == field.name), ways[0])
    for patient in found.order_by().values_list(way, flat=True).distinct():
        yield patient, str(other._meta.verbose_name)
