"""Make two records one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F

from accounts.models import User
from core.models import save_valid
from patients.merging import relations, rules
from patients.models import Patient, PatientMerge, PhoneNumber

# What may be left at a number, the strictest first.
BY_STRICTNESS = [PhoneNumber.Message.NOTHING, PhoneNumber.Message.CALL_BACK, PhoneNumber.Message.DETAILS]


class Stricter(NamedTuple):
    """One field of a row that becomes stricter in the record that stays."""

    row: models.Model
    field: str
    after: object

    @property
    def before(self) -> object:
        return getattr(self.row, self.field)

    def kept(self) -> list:
        """As the merge keeps it."""
        return [self.row._meta.label, self.row.pk, self.field, _plain(self.before), _plain(self.after)]


@transaction.atomic
def merge(*, merged: Patient, stays: Patient, reason: str, now: datetime, by: User) -> PatientMerge:
    """Give all that `merged` has to `stays`, and leave it as a row that leads there. `PatientMerge` keeps what went.

    Rows that `stays` has already remain behind. Where the two differ in how the patient may be contacted, the stricter
    wins. Raises ValidationError with the sentences of what speaks against it.
    """
    merged, stays = held(merged, stays)
    against = rules.against_one_patient(merged, stays, now=now)
    if against or (against := [why for why in [rules.against_going(merged)] if why]):
        raise ValidationError(against)
    row = PatientMerge(merged=merged, stays=stays, merged_by=by, merged_at=now, reason=reason)
    stricter = list(what_becomes_stricter(merged, stays))
    row.changed = [one.kept() for one in stricter]
    row.had = {name: keys for name, keys in _keys(stays) if keys}
    row.moved = dict(_move(merged, stays))
    _make_stricter(stricter)
    Patient.records.filter(pk=merged.pk).update(merged_into=stays, version=F("version") + 1)
    Patient.records.filter(pk=stays.pk).update(version=F("version") + 1)
    save_valid(row)
    rules.check_life(Patient.records.get(pk=stays.pk), by=by)
    return row


def held(one: Patient, other: Patient) -> tuple[Patient, Patient]:
    """Both as they are now, held until the transaction ends, in the order of their keys. Who adds a row to either
    waits, too."""
    rows = {row.pk: row for row in Patient.records.select_for_update().order_by("pk").filter(pk__in=[one.pk, other.pk])}
    return rows[one.pk], rows[other.pk]


def what_becomes_stricter(merged: Patient, stays: Patient) -> Iterable[Stricter]:
    """In the record that stays: nobody contacts whom either says not to, nor rings at a number that is out of use."""
    yield from _where_it_differs(
        stays,
        consents_to_calls=stays.consents_to_calls and merged.consents_to_calls,
        do_not_contact=stays.do_not_contact or merged.do_not_contact,
        deceased_on=stays.deceased_on or merged.deceased_on,
    )
    numbers = {str(row.number): row for row in merged.phone_numbers.all()}
    for row in stays.phone_numbers.all():
        if other := numbers.get(str(row.number)):
            yield from _where_it_differs(
                row,
                message=min(row.message, other.message, key=BY_STRICTNESS.index),
                out_of_use_on=row.out_of_use_on or other.out_of_use_on,
            )


def _where_it_differs(row: models.Model, **values) -> Iterable[Stricter]:
    return (Stricter(row, field, after) for field, after in values.items() if getattr(row, field) != after)


def _make_stricter(changes: Iterable[Stricter]) -> None:
    for change in changes:
        rows = type(change.row)._base_manager.filter(pk=change.row.pk)
        rows.update(**{change.field: change.after})


def _keys(patient: Patient) -> Iterable[tuple[str, list]]:
    for relation in relations.that_move():
        yield relation.table, list(relation.rows_of(patient).values_list("pk", flat=True))


def _move(merged: Patient, stays: Patient) -> Iterable[tuple[str, list]]:
    """(table, keys) of what went."""
    for relation in relations.that_move():
        behind = set(relation.had_by(stays, of=merged))
        keys = [pk for pk in relation.rows_of(merged).values_list("pk", flat=True) if pk not in behind]
        if keys:
            relation.hand_over(keys, to=stays)
            yield relation.table, keys


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
