"""Two records side by side, in words: what each says, and where they differ."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Self

from accounts.models import User
from core.templatetags.clinic import day
from patients.merging import joining
from patients.models import Patient, PhoneNumber, Visit

# What is read with each record; the rooms above keep the last ones.
PARTS = (
    "phone_numbers",
    "contact_persons",
    "diagnoses",
    "medicines",
    "procedures",
    "contraindications",
    "visits",
    "tasks",
    "research_consents",
    "prescriptions",
    "declined_offers",
    "screenings",
    "wash_outs",
    "followups",
)


@dataclass(frozen=True)
class Pair:
    """The two records as one thing that can be stale: the version is that of both."""

    one: Patient
    other: Patient

    @property
    def version(self) -> str:
        return f"{self.one.version}-{self.other.version}"

    def held(self) -> Self:
        return Pair(*joining.held(self.one, self.other))


@dataclass(frozen=True, kw_only=True)
class Line:
    """One question, and what each record says to it: nothing, one thing, or several."""

    label: str
    one: list[str]
    other: list[str]
    # In words; empty where both say the same.
    difference: str

    @property
    def is_empty(self) -> bool:
        return not self.one and not self.other


def read(pair: tuple[int, int], *, by: User) -> dict[int, Patient]:
    """The records by their keys, with all that is compared; the same number of queries however much they have."""
    return {row.pk: row for row in Patient.objects.seen_by(by).filter(pk__in=pair).prefetch_related(*PARTS)}


def compare(one: Patient, other: Patient) -> list[Line]:
    """A line for each question, in the order of the page."""
    lines = []
    for label, say in (WHO | CONTACT | CARE).items():
        here, there = say(one), say(other)
        lines.append(Line(label=label, one=here, other=there, difference=_difference(here, there, one, other)))
    return lines


def _difference(here: list[str], there: list[str], one: Patient, other: Patient) -> str:
    if sorted(here) == sorted(there):
        return ""
    if here and there:
        return "Differs"
    return f"Only in chart {(one if here else other).chart_number}"


def contact_rights_together(one: Patient, other: Patient) -> list[str]:
    """How the patient may be contacted once the two are one, where that is less than either says by itself."""
    words = []
    if one.do_not_contact or other.do_not_contact:
        words.append("do not contact, by any means")
    elif not (one.consents_to_calls and other.consents_to_calls):
        words.append("does not agree to be called")
    if one.deceased_on != other.deceased_on and not (one.deceased_on and other.deceased_on):
        words.append(f"died on {day(one.deceased_on or other.deceased_on)}")
    return words


# --- what each line says ------------------------------------------------------------------------------------

Say = Callable[[Patient], list[str]]


def _one(say: Callable[[Patient], object]) -> Say:
    return lambda record: [str(value)] if (value := say(record)) else []


def _yes(say: Callable[[Patient], bool]) -> Say:
    return lambda record: ["Yes" if say(record) else "No"]


def _each(part: str, say: Callable[[object], str] = str, *, among: Callable[[object], bool] = lambda row: True) -> Say:
    return lambda record: [say(row) for row in getattr(record, part).all() if among(row)]


def _telephone(row: PhoneNumber) -> str:
    words = [f"{row}, {row.get_kind_display().lower()}, {row.belongs_to}", row.get_message_display().lower()]
    return "; ".join(words + (["out of use"] if row.out_of_use_on else []))


def _course(row) -> str:
    state = "entered in error" if row.is_voided else row.get_state_display()
    return f"Prescribed {day(row.prescribed_on)}: {state}"


def _visit(row: Visit) -> str:
    return ", ".join(filter(None, [day(row.day), row.get_status_display().lower(), row.provider]))


def _until(row, word: str, end: date | None) -> str:
    return f"{row}, {day(end)}: {word}" if end else str(row)


WHO: dict[str, Say] = {
    "Chart number": _one(lambda record: record.chart_number),
    "Family name": _one(lambda record: record.family_name),
    "Given name": _one(lambda record: record.given_name),
    "Born": _one(lambda record: f"{record.date_of_birth:%-d %b %Y}"),
    "Sex": _one(lambda record: record.get_sex_display()),
    "Language": _one(lambda record: record.get_language_display()),
    "Time zone": _one(lambda record: record.time_zone.replace("_", " ")),
    "Died on": _one(lambda record: record.deceased_on and day(record.deceased_on)),
}
CONTACT: dict[str, Say] = {
    "Agrees to be called": _yes(lambda record: record.consents_to_calls),
    "Do not contact": _yes(lambda record: record.do_not_contact),
    "Telephones": _each("phone_numbers", _telephone),
    "May be spoken to": _each("contact_persons"),
}
CARE: dict[str, Say] = {
    "Courses of LDN": _each("prescriptions", _course),
    "Open follow-ups": _each("followups", lambda row: f"{row.label}, {day(row.due_on)}", among=lambda row: row.is_open),
    "Open tasks": _each("tasks", lambda row: row.get_kind_display(), among=lambda row: row.done_at is None),
    "Visits": _each("visits", _visit),
    "Speaks against LDN": _each("contraindications", lambda row: _until(row, "cleared", row.cleared_on)),
    "Screenings": _each("screenings", lambda row: day(row.asked_on), among=lambda row: not row.is_voided),
    "Wash-outs": _each("wash_outs", lambda row: f"{row.days} days, {'running' if row.is_open else 'over'}"),
    "Diagnoses": _each("diagnoses", lambda row: f"{row.code}, {day(row.noted_on)}"),
    "Medicines": _each("medicines", lambda row: _until(row, "ended", row.ended_on)),
    "Procedures": _each("procedures", lambda row: f"{row}, {day(row.done_on)}" if row.done_on else str(row)),
    "Declined LDN": _each("declined_offers", lambda row: day(row.declined_on)),
    "Research": _each("research_consents"),
}


def likelier_to_stay(one: Patient, other: Patient) -> Patient:
    """The one with an open course, else with more courses, else the one that was registered first."""

    def weight(record: Patient) -> tuple:
        courses = record.prescriptions.all()
        return any(course.is_open for course in courses), len(courses), -record.pk

    return max(one, other, key=weight)
