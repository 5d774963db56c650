"""One course as the spreadsheet tells it, whether it comes from a file or from the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from exchange.importing.cells import Medication
from exchange.importing.columns import COLUMNS
from followups.models import Response, SideEffect
from patients.models import Diagnosis
from prescriptions.models import DoseStep, Prescription

# Marks the step that the spreadsheet calls the stable dose, even where it is the first dose already.
STABLE = "Stable dose"


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseRow:
    """One course, a field a column. Two rows are equal where they say the same, however it was written.

    None is not recorded or not asked; `side_effects` is empty where they were asked for and there were none.
    """

    chart_number: str
    family_name: str
    given_name: str
    date_of_birth: date
    sex: str
    phone: str
    regions: tuple[str, ...]
    radiation: tuple[str, ...]
    icd10_codes: tuple[str, ...]
    prior_procedures: tuple[str, ...]
    medications: tuple[Medication, ...]
    prescribed_on: date
    filled: bool | None
    first_dose_on: date | None
    start_dose_mg: Decimal | None
    stable_dose_mg: Decimal | None
    stable_on: date | None
    stopped_on: date | None
    stop_reason: str | None
    response_on: date | None
    response_mode: str | None
    pgic: int | None
    relief_percent: int | None
    continuing: bool | None
    quality_of_life_improved: bool | None
    side_effects: tuple[str, ...] | None
    functional_gains: tuple[str, ...]
    monthly_cost_usd: Decimal | None

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> CaseRow:
        """The row of the values of its cells. What follows from other cells is filled in; contradictions stay."""
        said = dict(values)
        if said["first_dose_on"] and said["filled"] is None:
            said["filled"] = True
        if said["response_on"] is None:  # then whether the patient goes on is the state of the course, and no answer
            if said["stopped_on"] and said["continuing"] is None:
                said["continuing"] = False
            elif said["filled"] and not said["stopped_on"] and said["continuing"]:
                said["continuing"] = None
        return cls(**said)

    @classmethod
    def from_database(cls, course: Prescription) -> CaseRow:
        """The row of a stored course, from `with_all_that_a_row_tells`. The answer is the latest valid one."""
        response = max(course.valid_responses, key=lambda answer: (answer.asked_on, answer.pk), default=None)
        return cls(
            **_person(course),
            **_history(course),
            **_treatment(course),
            **_answer(response, stopped=course.stopped_on is not None),
            side_effects=_side_effects(course, response),
        )

    def to_cells(self) -> dict[str, str]:
        """The row as it is written to a file, by column."""
        return {column.name: column.write(getattr(self, column.name)) for column in COLUMNS}

    def shown(self) -> dict[str, str]:
        """The row as it is shown to people, by column."""
        return {column.name: column.show(getattr(self, column.name)) for column in COLUMNS}

    @property
    def chart_key(self) -> str:
        """What tells patients apart: the chart number, whatever its case."""
        return self.chart_number.lower()

    @property
    def key(self) -> tuple[str, date]:
        """What tells courses apart."""
        return self.chart_key, self.prescribed_on

    @property
    def started_on(self) -> date | None:
        """The day of the first dose; the day prescribed stands in for it where only the start is known."""
        return self.first_dose_on or (self.prescribed_on if self.filled else None)

    @property
    def state(self) -> Prescription.State:
        if self.stopped_on:
            return Prescription.State.STOPPED
        if self.filled is None:
            return Prescription.State.SENT
        return Prescription.State.ACTIVE if self.filled else Prescription.State.NEVER_FILLED


def with_all_that_a_row_tells(courses: QuerySet[Prescription]) -> QuerySet[Prescription]:
    """The courses with what `CaseRow.from_database` reads, in a number of queries that does not grow with them."""
    return courses.select_related("patient").prefetch_related(
        "patient__phone_numbers",
        "patient__diagnoses",
        "patient__medicines",
        "patient__procedures",
        "dose_steps",
        "side_effects",
        Prefetch("responses", queryset=Response.objects.valid(), to_attr="valid_responses"),
    )


def _person(course: Prescription) -> dict[str, Any]:
    patient = course.patient
    phones = [phone.number.as_e164 for phone in patient.phone_numbers.all()]
    return {
        "chart_number": patient.chart_number,
        "family_name": patient.family_name,
        "given_name": patient.given_name,
        "date_of_birth": patient.date_of_birth,
        "sex": patient.sex,
        "phone": phones[0] if phones else "",
    }


def _history(course: Prescription) -> dict[str, Any]:
    """What was noted of the patient on the day the course was prescribed."""
    patient, day = course.patient, course.prescribed_on
    medicines = [Medication(noted.name, noted.mg_per_day) for noted in patient.medicines.all() if noted.noted_on == day]
    return {
        "regions": tuple(sorted(course.regions)),
        "radiation": tuple(sorted(course.radiation)),
        "icd10_codes": _codes(course.primary_indication, patient.diagnoses.all(), day),
        "prior_procedures": tuple(sorted({noted.kind for noted in patient.procedures.all() if noted.noted_on == day})),
        "medications": tuple(sorted(medicines, key=lambda medication: medication.name)),
    }


def _codes(primary: str, diagnoses: Iterable[Diagnosis], day: date) -> tuple[str, ...]:
    others = sorted(noted.code for noted in diagnoses if noted.noted_on == day and noted.code != primary)
    return (primary, *others) if primary else tuple(others)


def _treatment(course: Prescription) -> dict[str, Any]:
    stable = _stable_step(course)
    never_started = course.state in (Prescription.State.NEVER_FILLED, Prescription.State.STOPPED)
    return {
        "prescribed_on": course.prescribed_on,
        "filled": True if course.first_dose_on else False if never_started else None,
        "first_dose_on": None if course.first_dose_is_approximate else course.first_dose_on,
        "start_dose_mg": course.starting_dose_mg,
        "stable_dose_mg": stable and stable.dose_mg,
        "stable_on": stable and stable.starts_on,
        "stopped_on": course.stopped_on,
        "stop_reason": course.stop_reason,
        "monthly_cost_usd": course.monthly_cost_usd,
    }


def _stable_step(course: Prescription) -> DoseStep | None:
    """The last step, unless it is merely the first dose."""
    last = max(course.dose_steps.all(), key=lambda step: step.starts_on, default=None)
    if last is None or (last.starts_on == course.first_dose_on and course.starting_dose_mg and last.reason != STABLE):
        return None
    return last


def _answer(response: Response | None, *, stopped: bool) -> dict[str, Any]:
    if response is None:
        response = Response(continues=False if stopped else None)
    return {
        "response_on": response.asked_on,
        "response_mode": response.mode,
        "pgic": response.pgic,
        "relief_percent": response.relief_percent,
        "continuing": response.continues,
        "quality_of_life_improved": response.quality_of_life_improved,
        "functional_gains": tuple(sorted(response.functional_gains)),
    }


def _side_effects(course: Prescription, response: Response | None) -> tuple[str, ...] | None:
    """Those of the answer; of the stop, in a course without an answer."""
    asked = response.side_effects_asked if response else course.side_effects_asked_at_stop
    if not asked:
        return None
    effects: Iterable[SideEffect] = course.side_effects.all()
    answer = response and response.pk
    return tuple(sorted(effect.effect for effect in effects if effect.response_id == answer))
