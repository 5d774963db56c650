"""New patients of a file who may be somebody already: the same name and birth date under another chart number."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from exchange.importing.rows import CaseRow
from exchange.importing.stored import batches
from patients.models import Patient
from patients.models.patient import sort_key

# What makes two records look like one person.
Key = tuple[str, date]


@dataclass(frozen=True)
class Pair:
    """A line of the file, and the patient on file or the other line that it may be the same person as."""

    line: int
    patient: Patient | None = None
    other_line: int | None = None


def pairs(rows: Mapping[int, CaseRow], *, on_file: Mapping[str, Patient]) -> list[Pair]:
    """Every pair, in the order of the lines. `rows` are those that will be stored, `on_file` by chart key the patients
    among them that are there already."""
    lines: dict[Key, dict[str, int]] = {}
    for line, row in rows.items():
        if row.chart_key not in on_file:
            lines.setdefault(_key(row), {}).setdefault(row.chart_key, line)
    return sorted([*_with_patients(lines), *_within(lines)], key=lambda pair: pair.line)


def _key(row: CaseRow) -> Key:
    return sort_key(row.family_name, row.given_name), row.date_of_birth


def _with_patients(lines: Mapping[Key, Mapping[str, int]]) -> list[Pair]:
    found = []
    for keys in batches(lines):
        names, days = zip(*keys, strict=True)
        for patient in Patient.objects.filter(sort_key__in=set(names), date_of_birth__in=set(days)):
            for line in lines.get((patient.sort_key, patient.date_of_birth), {}).values():
                found.append(Pair(line, patient=patient))
    return found


def _within(lines: Mapping[Key, Mapping[str, int]]) -> list[Pair]:
    found = []
    for by_number in lines.values():
        first, *others = by_number.values()
        found += [Pair(line, other_line=first) for line in others]
    return found
