"""The courses of a case series, one row each, with nothing in it that names anybody."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q
from django.db.models.functions import ExtractYear, Lower

from patients.models import Medicine, Procedure
from reports.cohorts import Cohort

# Those that the published case series names. What else was typed is "other": free text can name anybody.
MEDICINES = ("acetaminophen", "cyclobenzaprine", "gabapentin", "ibuprofen", "naproxen", "tramadol")
OTHER = "other"


@dataclass(frozen=True, kw_only=True, order=True)
class Person:
    """A course and its patient at the day prescribed; None and empty: not recorded. Field names are CSV columns."""

    category: str
    category_before: str
    is_started: bool
    is_responder: bool
    year: int
    sex: str
    age: int
    regions: tuple[str, ...]
    radiation: tuple[str, ...]
    indication: str
    average_pain: int | None
    months_in_pain: int | None
    procedures: tuple[str, ...]
    medicines: tuple[str, ...]
    starting_dose_mg: Decimal | None
    stable_dose_mg: Decimal | None
    days_to_stable_dose: int | None
    days_on_ldn: int | None
    pgic: int | None
    relief_percent: int | None
    side_effects_asked: bool
    side_effects: tuple[str, ...]
    worst_severity: str
    any_is_serious: bool | None
    functional_gains: tuple[str, ...]
    monthly_cost_usd: Decimal | None
    stop_reason: str


def of(cohort: Cohort) -> list[Person]:
    """In an order that says nothing of who or when: that of the columns' own text. One query."""
    rows = cohort.courses().with_age().order_by().values(*SAME, **RENAMED)
    return sorted(map(_person, rows), key=repr)


def _beside() -> ArraySubquery:
    """The medicines that were taken on the day prescribed."""
    taken = Medicine.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=OuterRef("prescribed_on")),
        patient=OuterRef("patient"),
        noted_on__lte=OuterRef("prescribed_on"),
    )
    return ArraySubquery(taken.order_by("name").values_list(Lower("name")))


def _before() -> ArraySubquery:
    """The procedures before the day prescribed, and those without a day."""
    done = Procedure.objects.filter(
        Q(done_on=None) | Q(done_on__lte=OuterRef("prescribed_on")),
        patient=OuterRef("patient"),
        noted_on__lte=OuterRef("prescribed_on"),
    )
    return ArraySubquery(done.order_by("kind").values("kind").distinct())


SAME = (
    "category",
    "category_before",
    "is_started",
    "is_responder",
    "age",
    "starting_dose_mg",
    "stable_dose_mg",
    "days_to_stable_dose",
    "days_on_ldn",
    "pgic",
    "relief_percent",
    "side_effects_asked",
    "side_effects",
    "worst_severity",
    "any_is_serious",
    "functional_gains",
    "monthly_cost_usd",
    "stop_reason",
)
RENAMED = {
    "year": ExtractYear("prescribed_on"),
    "sex": F("patient__sex"),
    "regions": F("prescription__regions"),
    "radiation": F("prescription__radiation"),
    "indication": F("prescription__primary_indication"),
    "average_pain": F("prescription__average_pain"),
    "months_in_pain": F("prescription__months_in_pain"),
    "procedures": _before(),
    "medicines": _beside(),
}


def _person(row: dict) -> Person:
    known = {name: tuple(sorted(value)) if isinstance(value, list) else value for name, value in row.items()}
    known["medicines"] = tuple(sorted({name if name in MEDICINES else OTHER for name in row["medicines"]}))
    for name in ("category_before", "worst_severity", "stop_reason"):
        known[name] = row[name] or ""
    return Person(**known)
