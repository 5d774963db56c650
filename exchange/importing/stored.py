"""The rows of a file beside what the database holds of the same people and courses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeVar

from django.db.models import QuerySet
from django.db.models.functions import Lower

from exchange.importing.checks import OF_A_PERSON, WRITE
from exchange.importing.columns import NAMES
from exchange.importing.faults import Fault, shown
from exchange.importing.rows import CaseRow, with_all_that_a_row_tells
from patients.models import IcdCode, Patient
from prescriptions.models import Prescription

# People, or rows, that are held in memory as rows of the database at a time.
BATCH = 1000
MERGED = (
    "This record was merged into another. Search the patients for this number, and write the one that they have now."
)

Item = TypeVar("Item")


@dataclass
class Comparison:
    """What the database says to a file."""

    faults: list[Fault] = field(default_factory=list)
    # Lines that it holds already, identical.
    known: set[int] = field(default_factory=set)
    # The people that it holds already and that have lines to add, by chart key.
    patients: dict[str, Patient] = field(default_factory=dict)


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    whole = list(items)
    for start in range(0, len(whole), BATCH):
        yield whole[start : start + BATCH]


def compare(rows: dict[int, CaseRow]) -> Comparison:
    """Hold the rows against the database. Their patients stay locked until the transaction ends, so that two imports
    of one file can't both find a course missing."""
    comparison = Comparison()
    lines_of: dict[str, list[int]] = {}
    for line, row in rows.items():
        lines_of.setdefault(row.chart_key, []).append(line)
    for chart_keys in batches(lines_of):
        patients = {patient.chart_key: patient for patient in _locked(chart_keys)}
        courses = _courses_of(patients.values())
        for key in _merged(chart_keys):
            comparison.faults += [Fault(line, "chart_number", MERGED) for line in lines_of[key]]
        for key, patient in patients.items():
            for line in lines_of[key]:
                _compare_row(comparison, line, rows[line], patient, courses.get(patient.pk, []))
            if not comparison.known.issuperset(lines_of[key]):
                comparison.patients[key] = patient
    return comparison


def _locked(chart_keys: list[str]) -> QuerySet[Patient]:
    patients = Patient.objects.annotate(chart_key=Lower("chart_number")).filter(chart_key__in=chart_keys)
    return patients.select_for_update(no_key=True).order_by("pk")


def _merged(chart_keys: list[str]) -> Iterable[str]:
    """Those of records that were merged into others. A file may still have them."""
    records = Patient.records.merged().annotate(chart_key=Lower("chart_number")).filter(chart_key__in=chart_keys)
    return records.order_by("pk").values_list("chart_key", flat=True)


def _courses_of(patients: Iterable[Patient]) -> dict[int, list[Prescription]]:
    """The courses of each patient; those entered in error don't count."""
    courses: dict[int, list[Prescription]] = {}
    for course in with_all_that_a_row_tells(Prescription.objects.valid().filter(patient__in=patients)):
        courses.setdefault(course.patient_id, []).append(course)
    return courses


def _compare_row(
    comparison: Comparison, line: int, row: CaseRow, patient: Patient, courses: list[Prescription]
) -> None:
    same = [differences(row, course, names=NAMES) for course in courses if course.prescribed_on == row.prescribed_on]
    differing = min(same, key=len) if same else dict(_beside(row, patient, courses))
    comparison.faults += [Fault(line, name, what) for name, what in differing.items()]
    if same and not differing:
        comparison.known.add(line)


def _beside(row: CaseRow, patient: Patient, courses: list[Prescription]) -> Iterator[tuple[str, str]]:
    """What speaks against a new course of a patient on file."""
    yield from _another_person(row, patient)
    if row.state not in Prescription.OPEN_STATES:
        return
    other = next((course for course in courses if course.is_open), None)
    if other:
        yield (
            "stopped_on",
            f"{row.chart_number} has an open course in the database, prescribed {other.prescribed_on}.",
        )
    elif patient.deceased_on:
        yield "stopped_on", f"{row.chart_number} died on {patient.deceased_on}; the course needs its stop."


def _another_person(row: CaseRow, patient: Patient) -> Iterator[tuple[str, str]]:
    for name in OF_A_PERSON:
        here, there = getattr(row, name), getattr(patient, name)
        if here != there and not _is_sex_not_recorded(name, here):
            yield name, _disagreement(name, here, there)


def differences(row: CaseRow, course: Prescription, *, names: Iterable[str]) -> dict[str, str]:
    """The columns in which a row and a stored course disagree, each with the sentence that gives both values.

    The case of a chart number says nothing, nor does a sex or phone that the row leaves open; of several telephone
    numbers on file, the row may have any.
    """
    stored = CaseRow.from_database(course)
    phones = {phone.number.as_e164 for phone in course.patient.phone_numbers.all()}
    stored = replace(
        stored,
        chart_number=row.chart_number,
        sex=row.sex if _is_sex_not_recorded("sex", row.sex) else stored.sex,
        phone=row.phone if row.phone in {"", *phones} else stored.phone,
    )
    return {
        name: _disagreement(name, here, there)
        for name in names
        if (here := getattr(row, name)) != (there := getattr(stored, name))
    }


def _is_sex_not_recorded(name: str, value: str) -> bool:
    return name == "sex" and value == Patient.Sex.UNKNOWN


def _disagreement(name: str, here: object, there: object) -> str:
    return f"{_written(name, there)} in the database, {_written(name, here)} here. Nothing is overwritten."


def _written(name: str, value: object) -> str:
    text = WRITE[name](value)
    return shown(text) if text else "empty"


def odd_codes(rows: dict[int, CaseRow]) -> list[Fault]:
    """A warning for each ICD-10-CM code that today's release has not, or has as a heading only."""
    lines_of: dict[str, list[int]] = {}
    for line, row in rows.items():
        for code in row.icd10_codes:
            lines_of.setdefault(code, []).append(line)
    is_billable = dict(IcdCode.objects.filter(code__in=lines_of).values_list("code", "is_billable"))
    warnings = []
    for code, lines in lines_of.items():
        if is_billable.get(code):
            continue
        why = "is a heading in today's ICD-10-CM list" if code in is_billable else "is not in today's ICD-10-CM list"
        warnings.append(Fault(lines[0], "icd10_codes", f"{code} {why}; kept as written{_also_on(lines[1:])}."))
    return warnings


def _also_on(lines: list[int]) -> str:
    if not lines:
        return ""
    named = ", ".join(map(str, lines[:5]))
    more = f" and {len(lines) - 5} more" if len(lines) > 5 else ""
    return f" (also on line{'s' if lines[1:] else ''} {named}{more})"
