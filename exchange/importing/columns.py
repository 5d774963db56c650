"""The columns of the spreadsheet, each declared once: how it is read and written, and what it means.

The guide's table (docs/import.md) is held against this list by a test.
"""

from dataclasses import dataclass
from typing import Any

from core import clinical
from core.formula import guarded, unguarded
from exchange.importing import cells
from exchange.importing.cells import Kind
from followups.models import Response, SideEffect
from patients.models import Patient, Procedure
from prescriptions.models import Prescription

ASKED_AND_NONE = "none"
# USD, exclusive; what the column of the database can hold.
COST_LIMIT_USD = 100_000


@dataclass(frozen=True)
class Column:
    """One column. `means` is its line in the guide."""

    name: str
    kind: Kind
    means: str
    is_required: bool = False

    def read(self, cell: str) -> Any:
        """The value of a cell, or ValueError with the sentence for the user."""
        cell = unguarded(cell.strip())
        if cell:
            return self.kind.read(cell)
        if self.is_required:
            raise ValueError("this can't be empty.")
        return self.kind.empty

    def write(self, value: Any) -> str:
        """The cell of a file."""
        return guarded(self.show(value)) if self.kind.is_typed else self.show(value)

    def show(self, value: Any) -> str:
        """The cell as people read it."""
        return "" if value == self.kind.empty else self.kind.write(value)

    @property
    def meaning(self) -> str:
        return self.means.replace("`", "")


DOSE = cells.dose(clinical.RECORDED_DOSE_LIMIT_MG)

COLUMNS = (
    Column("chart_number", cells.text(30), "The patient's chart number.", is_required=True),
    Column("family_name", cells.text(100), "Family name.", is_required=True),
    Column("given_name", cells.text(100), "Given name.", is_required=True),
    Column("date_of_birth", cells.DAY, "Day of birth.", is_required=True),
    Column("sex", cells.one_of(Patient.Sex, empty=Patient.Sex.UNKNOWN.value), "`F`, `M`, `X` or `U` (not recorded)."),
    Column("phone", cells.PHONE, "Telephone number, like `+1 202 555 0100`."),
    Column("regions", cells.some_of(Prescription.Region), "Where it hurts: `cervical`, `lumbar`, `hip`, `sacroiliac`."),
    Column(
        "radiation",
        cells.some_of(Prescription.Radiation),
        "Where the pain radiates to: `arms`, `shoulders`, `jaw`, `legs`, `lower_back`.",
    ),
    Column(
        "icd10_codes",
        cells.CODES,
        "ICD-10-CM codes as written at the time. The first is the reason for this course.",
    ),
    Column(
        "prior_procedures",
        cells.some_of(Procedure.Kind),
        "Procedures before LDN: `steroid_injection`, `trigger_point_injection`, `prp_injection`, `nerve_block`, "
        "`radiofrequency_ablation`.",
    ),
    Column(
        "medications",
        cells.MEDICATIONS,
        "Other medicines, each as `name:mg_per_day`, like `gabapentin:900`; `gabapentin:` if the dose is not known.",
    ),
    Column("prescribed_on", cells.DAY, "The day LDN was prescribed.", is_required=True),
    Column("filled", cells.YES_OR_NO, "`no`: never started. `yes`: started, on `first_dose_on` if that is known."),
    Column(
        "first_dose_on",
        cells.DAY,
        "The day of the first dose. Empty in a course with `filled=yes`: the day prescribed stands in, and reports "
        'say "approximated".',
    ),
    Column("start_dose_mg", DOSE, "First dose, mg a day."),
    Column("stable_dose_mg", DOSE, "Stable dose, mg a day. Needs `stable_on`."),
    Column("stable_on", cells.DAY, "The day the stable dose was reached. Needs `stable_dose_mg`."),
    Column("stopped_on", cells.DAY, "The day LDN was stopped. Needs `stop_reason`."),
    Column(
        "stop_reason",
        cells.one_of(Prescription.StopReason),
        "`no_benefit`, `loss_of_benefit`, `side_effects`, `cost`, `opioid_needed_pain` (LDN did not control the pain), "
        "`opioid_needed_other`, `surgery`, `injury`, `pregnancy`, `moved`, `died`, `other`.",
    ),
    Column("response_on", cells.DAY, "The day of the latest answer."),
    Column("response_mode", cells.one_of(Response.Mode), "How it was asked: `visit`, `phone`."),
    Column(
        "pgic",
        cells.whole_number(*clinical.PGIC_RANGE),
        "Compared to before LDN, `1` very much improved to `7` very much worse.",
    ),
    Column(
        "relief_percent",
        cells.whole_number(*clinical.RELIEF_PERCENT_RANGE),
        "Per cent relief since before LDN, a whole number from `-100` to `100`; below 0 is worse.",
    ),
    Column("continuing", cells.YES_OR_NO, "Does the patient go on with LDN: `yes`, `no`."),
    Column("quality_of_life_improved", cells.YES_OR_NO, "Better quality of life: `yes`, `no`."),
    Column(
        "side_effects",
        cells.asked_after(SideEffect.Effect, none=ASKED_AND_NONE),
        "`none` (asked, there are none), or any of `insomnia`, `vivid_dreams`, `tiredness`, `hot_flashes`, "
        "`migraine`, `headache`, `jitteriness`, `nausea`, `dizziness`, `rash`, `low_mood`, `withdrawal`, `other`; "
        "empty: not asked.",
    ),
    Column(
        "functional_gains",
        cells.some_of(Response.Gain),
        "What goes better: `house_chores`, `walking`, `sitting`, `sleep`, `energy`, `activity_tolerance`, `other`.",
    ),
    Column("monthly_cost_usd", cells.amount(COST_LIMIT_USD), "What the patient pays a month, US dollars."),
)

NAMES = tuple(column.name for column in COLUMNS)
# What an exported file has besides: it follows from the rest, and is passed over.
OF_THE_EXPORT = ("course", "state", "category", "category_before", "days_on_ldn")


def is_passed_over(name: str) -> bool:
    """Whether an export wrote this column for people and programs to read, and the import has no use for it."""
    column = name.removesuffix("_label")
    return column in OF_THE_EXPORT or (column != name and column in NAMES)
