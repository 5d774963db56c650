"""Where the trail is kept, and how each of its tables gives rows of one shape.

The write audit has a table for each audited model. A new one appears here by itself, and so does its patient: what
belongs to a patient has a foreign key to one, or to something that has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from django.db import models
from django.db.models import F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from pghistory.core import event_models

from accounts.models import SignInEvent, User
from core.models import AccessLog
from patients.models import Patient

# What the program keeps for itself: no fact of the clinic.
BOOKKEEPING = {"core.Draft", "core.Submission", "core.OutboxMessage", "followups.NightlyCheck", "followups.Repair"}
RIGHTS = {"accounts.User", "accounts.UserGroup", "accounts.UserPermission", "accounts.BrokenGlass"}
# Of each row, in this order.
COLUMNS = (
    "entry_at",
    "entry_source",
    "entry_event",
    "entry_pk",
    "entry_verb",
    "entry_who",
    "entry_request",
    "entry_patient",
    "entry_row",
    "entry_before",
)


class WholeRow(Func):
    """The row that a column belongs to, as JSON."""

    output_field = models.JSONField()

    def as_sql(self, compiler, connection, **kwargs) -> tuple[str, list]:
        return f"to_jsonb({compiler.quote_name_unless_alias(self.source_expressions[0].alias)})", []


def written() -> dict[str, type[models.Model]]:
    """The write audit's models, by the label of the model whose rows they keep."""
    return {event.pgh_tracked_model._meta.label: event for event in event_models()}


@cache
def ways_to_patient(model: type[models.Model]) -> tuple[str, ...]:
    """The lookups that lead from a row to its patient: ("prescription__patient",). A direct one stands alone."""
    keys = [field for field in model._meta.concrete_fields if field.is_relation and field.related_model is not User]
    direct = tuple(field.name for field in keys if field.related_model is Patient)
    return direct or tuple(
        f"{field.name}__{way}"
        for field in keys
        if field.related_model is not model
        for way in ways_to_patient(field.related_model)
    )


def is_of_patients(model: type[models.Model]) -> bool:
    """What belongs to a patient, or tells of several without a key: a file of appointments."""
    return model._meta.app_label == Patient._meta.app_label or bool(ways_to_patient(model))


def writes(label: str, event: type[models.Model]) -> QuerySet:
    """What was written to one table, with the row as it was before."""
    before = event.objects.filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")).order_by("-pgh_id")
    return event.objects.annotate(
        entry_at=F("pgh_created_at"),
        entry_source=_text(label),
        entry_event=F("pgh_id"),
        entry_pk=Cast("pgh_obj_id", models.TextField()),
        entry_verb=F("pgh_label"),
        entry_who=Cast(KeyTextTransform("user", "pgh_context__metadata"), models.BigIntegerField()),
        entry_request=KeyTextTransform("request", "pgh_context__metadata"),
        entry_patient=_patient_of(event.pgh_tracked_model),
        entry_row=WholeRow("pgh_id"),
        entry_before=Subquery(before.annotate(whole=WholeRow("pgh_id")).values("whole")[:1]),
    )


def records_of(patient: Patient) -> list[int]:
    """The keys of all records of this patient: its own, and those that are merged into it."""
    return [patient.pk, *Patient.records.filter(merged_into=patient).order_by("pk").values_list("pk", flat=True)]


def of_records(label: str, event: type[models.Model], records: Sequence[int]) -> Q | None:
    """Which rows of a table are of these records of a patient; None if it has none of anybody's."""
    if event.pgh_tracked_model is Patient:
        return Q(pgh_obj_id__in=records)
    ways = ways_to_patient(event.pgh_tracked_model)
    return Q(*((f"{way}__in", records) for way in ways), _connector=Q.OR) if ways else None


def reads() -> QuerySet:
    """Pages, refusals and files that were taken out."""
    return AccessLog.objects.annotate(
        entry_at=F("at"),
        entry_source=_text(AccessLog._meta.label),
        entry_event=F("id"),
        entry_pk=Cast("id", models.TextField()),
        entry_verb=F("kind"),
        entry_who=F("user_id"),
        entry_request=Cast("request_id", models.TextField()),
        entry_patient=_nobody(),
        entry_row=WholeRow("id"),
        entry_before=_nothing(),
    )


def sign_ins() -> QuerySet:
    return SignInEvent.objects.annotate(
        entry_at=F("at"),
        entry_source=_text(SignInEvent._meta.label),
        entry_event=F("id"),
        entry_pk=Cast("id", models.TextField()),
        entry_verb=F("kind"),
        entry_who=Coalesce("by_id", "user_id"),
        entry_request=Cast("request_id", models.TextField()),
        entry_patient=_nobody(),
        entry_row=WholeRow("id"),
        entry_before=_nothing(),
    )


def chart_numbers(patient_ids: Iterable[int]) -> dict[int, str]:
    """The last ones that they had, also of patients who are no longer on file: one query."""
    kept = written()[Patient._meta.label].objects.filter(pgh_obj_id__in=set(patient_ids))
    last = kept.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")
    return dict(last.values_list("pgh_obj_id", "chart_number"))


def _patient_of(model: type[models.Model]) -> Combinable:
    """The patient's id. Looked up row by row, so that what belongs to something that is gone is listed all the same."""
    if model is Patient:
        return F("pgh_obj_id")
    found = [_along(model, way.split("__")) for way in ways_to_patient(model)]
    if not found:
        return _nobody()
    return found[0] if len(found) == 1 else Coalesce(*found)


def _along(model: type[models.Model], way: list[str]) -> Combinable:
    first, *rest = way
    if not rest:
        return F(f"{first}_id")
    parent = model._meta.get_field(first).related_model
    return Subquery(parent._base_manager.filter(pk=OuterRef(f"{first}_id")).values("__".join(rest))[:1])


def tables(*, bookkeeping: bool) -> Iterator[tuple[str, type[models.Model]]]:
    """The write audit's tables of what is, or is not, the program's own bookkeeping."""
    return ((label, event) for label, event in sorted(written().items()) if (label in BOOKKEEPING) == bookkeeping)


def _text(words: str) -> Value:
    return Value(words, output_field=models.TextField())


def _nobody() -> Value:
    return Cast(Value(None), models.BigIntegerField())


def _nothing() -> Value:
    return Cast(Value(None), models.JSONField())
