"""The flow of patients: who was offered LDN in the period, and what came of it, in parts that add up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from core import clinical
from patients.models import Patient
from prescriptions.models import DeclinedOffer, Prescription, ScreenedOpioid, Screening
from reports.categories import Category
from reports.cohorts import Cohort, Narrowing
from reports.outcomes import OutcomeSummary

PRESCRIBED, DECLINED, UNDECIDED = "prescribed", "declined", "undecided"
# Why somebody was screened out: the first of these that the last screening of the period says.
REASONS = {
    "opioid": "an opioid in use",
    "allergy": "allergy to naltrexone",
    "hepatitis": "acute hepatitis",
    "liver": "liver failure",
    "kidney": f"eGFR under {clinical.EGFR_MODERATE_UNDER}",
    "pneumonia": "pneumonia",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """A number of the flow, and those who leave it here: (words, count)."""

    label: str
    count: int
    leave: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Flow:
    # Patients, and from "prescribed" on courses. Without the offers where the cohort is narrowed: they can't be.
    steps: tuple[Step, ...]


def count(summary: OutcomeSummary) -> Flow:
    """The steps from prescribed on are the summary's own numbers; what is before it is one query."""
    cohort, categories = summary.cohort, summary.categories
    before = () if cohort.narrowing != Narrowing() else (_offers(cohort),)
    without_answer = [
        (category.label.lower(), categories[category])
        for category in (Category.NOT_YET_ASSESSED, Category.STOPPED_OTHERWISE, Category.LOST)
    ]
    steps = (
        Step(
            label="prescribed",
            count=summary.prescribed,
            leave=(("never started", categories[Category.NEVER_STARTED]),),
        ),
        Step(label="started", count=summary.started, leave=tuple(without_answer)),
        Step(label="assessed", count=summary.assessed, leave=()),
    )
    return Flow(steps=before + steps)


def _offers(cohort: Cohort) -> Step:
    """Everyone screened, or to whom it was offered or prescribed, in the period; each counts once."""
    within = _within(cohort)
    counts = dict(
        _by_fate(cohort.open_to(Patient.objects.all()), within).values_list("fate").annotate(Count("pk")).order_by()
    )
    out = tuple((f"screened out: {words}", counts.get(key, 0)) for key, words in REASONS.items() if counts.get(key))
    return Step(
        label="offered",
        count=sum(counts.values()),
        leave=(
            ("declined", counts.get(DECLINED, 0)),
            *(out or (("screened out", 0),)),
            ("screened, not decided by then", counts.get(UNDECIDED, 0)),
        ),
    )


def _within(cohort: Cohort) -> Callable[[str], Q]:
    """The condition that a day, by its column's name, lies in the period."""
    last = min(cohort.last or cohort.as_of, cohort.as_of)
    first = cohort.first or date.min
    return lambda column: Q(**{f"{column}__range": (first, last)})


def _by_fate(patients: QuerySet, within: Callable[[str], Q]) -> QuerySet:
    of_patient = {"patient": OuterRef("pk")}
    prescribed = Exists(Prescription.objects.valid().filter(within("prescribed_on"), **of_patient))
    declined = Exists(DeclinedOffer.objects.filter(within("declined_on"), **of_patient))
    screenings = Screening.objects.filter(within("asked_on"), voided_at=None, **of_patient)
    last = screenings.order_by("-asked_on", "-id").annotate(why=_why()).values("why")[:1]
    offered = patients.filter(prescribed | declined | Exists(screenings))
    fate = Case(When(prescribed, then=Value(PRESCRIBED)), When(declined, then=Value(DECLINED)), default=Subquery(last))
    return offered.annotate(fate=fate)


def _why() -> Case:
    opioids = Exists(ScreenedOpioid.objects.filter(screening=OuterRef("pk")))
    return Case(
        When(Q(opioids) | Q(non_prescribed_opioids=True) | Q(opioid_for_cough_or_diarrhoea=True), then=Value("opioid")),
        When(naltrexone_allergy=True, then=Value("allergy")),
        When(acute_hepatitis=True, then=Value("hepatitis")),
        When(liver_failure=True, then=Value("liver")),
        When(egfr__lt=clinical.EGFR_MODERATE_UNDER, then=Value("kidney")),
        When(pneumonia=True, then=Value("pneumonia")),
        default=Value(UNDECIDED),
    )
