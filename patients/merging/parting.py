"""Make one record two again, as they were before they were merged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from accounts.models import User
from core.models import save_valid
from core.templatetags.clinic import day
from patients.merging import joining, relations, rules
from patients.merging.relations import Relation
from patients.models import Patient, PatientMerge, PhoneNumber

Rows = dict[str, list[models.Model]]


@dataclass(kw_only=True)
class Parting:
    """What taking a merge back would do, as of now; rows by their table."""

    # What was moved, as it is now.
    back: Rows = field(default_factory=dict)
    # Added since to what goes back: it goes with it.
    with_it: Rows = field(default_factory=dict)
    # Added since to the patient: it remains with the record that stays.
    remains: Rows = field(default_factory=dict)
    # How many of those that were moved are no longer on file.
    gone: dict[str, int] = field(default_factory=dict)


def foresee(merge: PatientMerge) -> Parting:
    parting = Parting()
    for relation in relations.that_move():
        moved, had = set(merge.moved.get(relation.table, ())), set(merge.had.get(relation.table, ()))
        rows = list(relation.rows_of(merge.stays))
        new = [row for row in rows if row.pk not in moved | had]
        hanging = [row for row in new if _hangs_on(row, relation, parting)]
        _note(parting.back, relation, [row for row in rows if row.pk in moved])
        _note(parting.with_it, relation, hanging)
        _note(parting.remains, relation, [row for row in new if row not in hanging])
        if gone := len(moved) - len(parting.back.get(relation.table, ())):
            parting.gone[relation.table] = gone
    return parting


def against(merge: PatientMerge) -> str | None:
    """Why it can't be taken back, in a sentence."""
    if merge.undone_at:
        return "This merge was taken back already."
    later = PatientMerge.objects.in_force().filter(stays=merge.stays).exclude(pk=merge.pk).latest_first().first()
    if later and (later.merged_at, later.pk) > (merge.merged_at, merge.pk):
        # What the later one left behind may be what this one had brought.
        return f"Chart {later.merged.chart_number} was merged into this record later. Take that back first."
    return None


@transaction.atomic
def unmerge(*, merge: PatientMerge, reason: str, now: datetime, by: User) -> PatientMerge:
    """Give exactly what was moved back, with what was added to it since. What else was added remains where it is.

    Raises ValidationError with the sentence of a rule that the two would break.
    """
    merged, stays = joining.held(merge.merged, merge.stays)
    merge = PatientMerge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    if why := against(merge):
        raise ValidationError(why)
    parting = foresee(merge)
    for relation in relations.that_move():
        rows = parting.back.get(relation.table, []) + parting.with_it.get(relation.table, [])
        relation.hand_over([row.pk for row in rows], to=merged)
    for model, pk, name, before in still_stricter(merge):
        model._base_manager.filter(pk=pk).update(**{name: before})
    Patient.records.filter(pk=merged.pk).update(merged_into=None, version=F("version") + 1)
    Patient.records.filter(pk=stays.pk).update(version=F("version") + 1)
    merge.undone_at, merge.undone_by, merge.undone_reason = now, by, reason
    merge.version += 1
    save_valid(merge)
    for record in Patient.records.filter(pk__in=[merged.pk, stays.pk]).order_by("pk"):
        rules.check_life(record, by=by)
    return merge


def still_stricter(merge: PatientMerge) -> Iterable[tuple[type[models.Model], object, str, object]]:
    """(model, key, field, value to go back to) of what the merge made stricter, unless somebody changed it since."""
    for label, pk, name, before, after in merge.changed:
        model = apps.get_model(label)
        to_python = model._meta.get_field(name).to_python
        if model._base_manager.filter(pk=pk).values_list(name, flat=True).first() == to_python(after):
            yield model, pk, name, to_python(before)


def _hangs_on(row: models.Model, relation: Relation, parting: Parting) -> bool:
    """Whether it belongs to something that goes back: the follow-up of a course."""
    keys = ((key.related_model._meta.label, getattr(row, key.attname)) for key in _keys_of(relation))
    return any(_has(parting.back, *key) or _has(parting.with_it, *key) for key in keys)


def _keys_of(relation: Relation) -> list[models.ForeignKey]:
    return [key for key in relation.model._meta.concrete_fields if key.is_relation and key.name != relation.column]


def _has(rows: Mapping[str, list[models.Model]], table: str, pk: object) -> bool:
    return pk is not None and any(row.pk == pk for row in rows.get(table, ()))


def _note(rows: Rows, relation: Relation, found: list[models.Model]) -> None:
    if found:
        rows[relation.table] = found


# --- in words -----------------------------------------------------------------------------------------------

# Where a row's own words are made for the program.
WORDS = {
    "prescriptions.Prescription": lambda row: f"prescribed {day(row.prescribed_on)}",
    "prescriptions.Screening": lambda row: day(row.asked_on),
    "prescriptions.WashOut": lambda row: f"{row.days} days",
    "prescriptions.DeclinedOffer": lambda row: day(row.declined_on),
    "followups.FollowUp": lambda row: f"{row.label}, {day(row.due_on)}",
    "patients.ClinicianTask": lambda row: row.get_kind_display(),
    "patients.Diagnosis": lambda row: f"{row.code}, {day(row.noted_on)}",
    "patients.Visit": lambda row: f"{day(row.day)}, {row.get_status_display().lower()}",
    "reports.AllRight": lambda row: f"{row.get_reason_display()}, until {day(row.until_on)}",
}
NAMES = {"prescriptions.Prescription": "courses of LDN", "patients.ClinicianTask": "tasks for clinicians"}
FIELDS = {
    "consents_to_calls": "agrees to be called",
    "do_not_contact": "do not contact",
    "deceased_on": "died on",
    "message": "what may be left at a number",
    "out_of_use_on": "out of use since",
}


def in_words(rows: Rows) -> list[tuple[str, list[str]]]:
    """(what, which) for the page: ("Courses of LDN", ["prescribed Mon 1 Jun"])."""
    return [(table_in_words(table), [WORDS.get(table, str)(row) for row in found]) for table, found in rows.items()]


def table_in_words(table: str) -> str:
    name = NAMES.get(table) or str(apps.get_model(table)._meta.verbose_name_plural)
    return name[:1].upper() + name[1:]


def loosened_in_words(merge: PatientMerge) -> list[tuple[str, str]]:
    """(what, value to go back to) of the contact rights."""
    return [(FIELDS[name], _in_words(before)) for _, _, name, before in still_stricter(merge)]


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return "no"
    return day(value) if isinstance(value, date) else PhoneNumber.Message(value).label
