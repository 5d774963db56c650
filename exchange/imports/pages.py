"""What the pages of an import show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models.functions import Lower

from accounts.models import User
from core.templatetags.clinic import day
from core.wording import counted
from exchange.importing.columns import NAMES
from exchange.importing.matching import DAYS
from exchange.imports import undoing
from exchange.imports.findings import SHOWN_AT_MOST
from exchange.models import Import
from patients.models import Patient


@dataclass(frozen=True)
class Person:
    """Somebody of the file or on file, as far as it tells who it is."""

    chart_number: str
    name: str
    born: date
    sex: str
    phones: str


@dataclass(frozen=True)
class Pair:
    line: int
    here: Person
    there: Person
    other_line: int | None


@dataclass(frozen=True)
class Preview:
    """What was found in a file. `patients` are those on file whom it shows."""

    faults: list[dict[str, Any]]
    warnings: list[dict[str, Any]]
    notes: list[str]
    lines: list[int]
    first: list[tuple[str, str, list[str]]]
    pairs: list[Pair]
    patients: list[int]
    shown_at_most: int = SHOWN_AT_MOST


def preview(upload: Import, found: dict[str, Any], *, by: User) -> Preview:
    first, pairs = found.get("first", []), found.get("same", [])
    on_file = _patients(pairs, by)
    faults = found.get("faults", [])
    numbers = [fault.get("who", "") for fault in faults] + [line["chart_number"] for line in first]
    for pair in pairs:
        numbers += [person["chart_number"] for person in (pair["here"], pair["there"]) if person]
    return Preview(
        faults=faults,
        warnings=found.get("warnings", []),
        notes=found["notes"],
        lines=[line["line"] for line in first],
        first=_as_read(upload, first),
        pairs=[pair for one in pairs if (pair := _pair(one, on_file))],
        patients=[*on_file, *with_numbers(numbers, by=by)],
    )


def with_numbers(numbers: Iterable[str], *, by: User) -> list[int]:
    """The patients on file who have these chart numbers, whatever their case."""
    folded = {number.lower() for number in numbers if number}
    patients = Patient.objects.compared_for(by).alias(folded=Lower("chart_number"))
    return list(patients.filter(folded__in=folded).values_list("pk", flat=True))


def _as_read(upload: Import, first: list[dict[str, Any]]) -> list[tuple[str, str, list[str]]]:
    """(our column, the file's, what it says in each line). Days with their weekday: a swapped month shows."""
    return [
        (name, upload.columns[name], [_value(name, line[name]) for line in first])
        for name in NAMES
        if name in upload.columns
    ]


def _value(name: str, cell: str) -> str:
    return day(date.fromisoformat(cell)) if name in DAYS and cell else cell


def _patients(pairs: list[dict[str, Any]], by: User) -> dict[int, Patient]:
    keys = [pair["patient"] for pair in pairs if pair["patient"]]
    found = Patient.objects.compared_for(by).filter(pk__in=keys).prefetch_related("phone_numbers")
    return {patient.pk: patient for patient in found}


def _pair(pair: dict[str, Any], on_file: dict[int, Patient]) -> Pair | None:
    """None if who was on file is not any more."""
    here = _of_file(pair["here"])
    if pair["other_line"]:
        return Pair(pair["line"], here, _of_file(pair["there"]), pair["other_line"])
    patient = on_file.get(pair["patient"])
    return Pair(pair["line"], here, _on_file(patient), None) if patient else None


def _of_file(cells: dict[str, str]) -> Person:
    return Person(
        chart_number=cells["chart_number"],
        name=f"{cells['family_name']}, {cells['given_name']}",
        born=date.fromisoformat(cells["date_of_birth"]),
        sex=Patient.Sex(cells["sex"] or Patient.Sex.UNKNOWN).label,
        phones=cells["phone"],
    )


def _on_file(patient: Patient) -> Person:
    return Person(
        chart_number=patient.chart_number,
        name=f"{patient.family_name}, {patient.given_name}",
        born=patient.date_of_birth,
        sex=patient.get_sex_display(),
        phones=", ".join(phone.number.as_e164 for phone in patient.phone_numbers.all()),
    )


@dataclass(frozen=True)
class Dependents:
    """Who stands in the way of undoing an import: some by chart number, the rest counted."""

    named: list[tuple[str, str]]
    more: int
    patients: list[int]


def dependents(upload: Import, *, by: User) -> Dependents | None:
    found = undoing.dependents(upload)
    if not found:
        return None
    first = found[: undoing.NAMED_AT_MOST]
    patients = Patient.objects.compared_for(by).in_bulk([one.patient for one in first])
    named = [(patients[one.patient].chart_number, ", ".join(one.what)) for one in first if one.patient in patients]
    return Dependents(named, len(found) - len(named), [*patients])


def added(counts: dict[str, int]) -> str:
    """Writes "35 courses, 35 new patients, 16 answers, 16 follow-ups"."""
    nouns = {"courses": "course", "patients": "new patient", "answers": "answer", "follow-ups": "follow-up"}
    return ", ".join(counted(counts[what], noun) for what, noun in nouns.items())
