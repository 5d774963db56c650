"""Other treatments of a cohort's started courses, counted once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

from django.db import connection
from django.db.models import F

from core import clinical
from followups.models import Response
from prescriptions.screening import TAKEN_DOSE
from reports.cohorts import Cohort
from reports.models import CourseOutcomeQuerySet

Other = Response.OtherTreatment
INJECTIONS = (Other.STEROID_INJECTION, Other.TRIGGER_POINT_INJECTION, Other.NERVE_BLOCK)
CHANGES = (Other.ANALGESIC_STARTED, Other.ANALGESIC_STOPPED, Other.ANALGESIC_RAISED, Other.ANALGESIC_LOWERED)
# A word that begins so, in whatever case.
NAMES = (
    r"\m(" + "|".join(sorted({*clinical.PAIN_MEDICINES, *(name.split("_")[0] for name in clinical.MME_FACTORS)})) + ")"
)

# What the files name in braces. Not a WITH, which PostgreSQL would neither inline nor read in parallel.
COURSE = """(
    SELECT prescription_id, patient_id, is_responder, first_dose_on, LEAST(stopped_on, %s::date) AS ends_on
    FROM ({courses}) chosen
) course"""
SAID = """(
    SELECT %s::date AS as_of, %s::integer AS days_before, %s::varchar[] AS injections, %s::varchar AS ablation,
        %s::varchar AS prp, %s::varchar[] AS changes, %s::text AS analgesic_names, %s::text AS taken_dose_rule,
        %s::text[] AS drugs, %s::numeric[] AS factors
) said"""
HERE = Path(__file__).parent
TREATMENTS = (HERE / "treatments.sql").read_text()
OPIOIDS_AND_MEDICINES = (HERE / "opioids_and_medicines.sql").read_text()


class Treatment(StrEnum):
    """The first stands for all the others together."""

    ANY = "any"
    INJECTION = "injection"
    ABLATION = "ablation"
    PRP = "prp"
    CHANGE = "change"

    @property
    def label(self) -> str:
        return {
            Treatment.ANY: "Any of these",
            Treatment.INJECTION: "Injection: steroid, trigger point or nerve block",
            Treatment.ABLATION: "Radiofrequency ablation",
            Treatment.PRP: "Platelet-rich plasma",
            Treatment.CHANGE: "Change of pain medicines",
        }[self]


class Period(StrEnum):
    BEFORE = "before"
    DURING = "during"

    @property
    def label(self) -> str:
        days = clinical.CO_INTERVENTION_DAYS_BEFORE
        return {
            Period.BEFORE: f"In the {days} days before the first dose",
            Period.DURING: "During LDN",
        }[self]


PERIODS = tuple(Period)
ONE_BY_ONE = tuple(treatment for treatment in Treatment if treatment != Treatment.ANY)


@dataclass(frozen=True, kw_only=True)
class Responders:
    """So many of these courses are counted by the rule's responder rate."""

    count: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Split:
    """The courses with a treatment in a period, those without, and those of which it is not known."""

    treatment: Treatment
    period: Period
    had: Responders
    had_none: Responders
    unknown: Responders


@dataclass(frozen=True, kw_only=True)
class Described:
    """`n` values; mean and median are None where there is none."""

    n: int
    mean: Decimal | None
    median: Decimal | None


@dataclass(frozen=True, kw_only=True)
class BeforeAndAfter:
    """A quantity before LDN and at the latest time known. Those `not_computable` are on file, and no number."""

    what: str
    before: Described
    latest: Described
    before_not_computable: int
    latest_not_computable: int
    # the courses with both, and how it went in them
    pairs_before: Described
    pairs_latest: Described
    fewer: int
    same: int
    more: int

    @property
    def pairs(self) -> int:
        return self.pairs_before.n

    @property
    def mean_difference(self) -> Decimal | None:
        """The latest less the first, over the pairs."""
        return self.pairs_latest.mean - self.pairs_before.mean if self.pairs else None


@dataclass(frozen=True, kw_only=True)
class Confounders:
    cohort: Cohort
    assessed_only: bool
    courses: int
    responders: int
    splits: list[Split]
    mme: BeforeAndAfter
    analgesics: BeforeAndAfter

    def of(self, period: Period) -> list[Split]:
        return [split for split in self.splits if split.period == period]


def count(cohort: Cohort, *, assessed_only: bool = False) -> Confounders:
    """Of the courses that started by the cohort's day, or of those of them that are assessed."""
    courses = cohort.courses().assessed() if assessed_only else cohort.courses().started()
    rows = [(tuple(row[:-2]), row[-2], row[-1]) for row in _ask(TREATMENTS, courses, cohort)]
    quantities = {row[0]: _before_and_after(*row) for row in _ask(OPIOIDS_AND_MEDICINES, courses, cohort)}
    nothing = (0, None, None, 0)
    none = (*nothing, *nothing, 0, None, None, None, None, 0, 0, 0)
    return Confounders(
        cohort=cohort,
        assessed_only=assessed_only,
        courses=sum(n for _, _, n in rows),
        responders=sum(n for _, is_responder, n in rows if is_responder),
        splits=[_split(treatment, period, rows) for period in PERIODS for treatment in Treatment],
        **{what: quantities.get(what) or _before_and_after(what, *none) for what in ("mme", "analgesics")},
    )


def _ask(statement: str, courses: CourseOutcomeQuerySet, cohort: Cohort) -> list[tuple]:
    days = {"first_dose_on": F("prescription__first_dose_on"), "stopped_on": F("prescription__stopped_on")}
    chosen = courses.order_by().values("prescription_id", "patient_id", "is_responder", **days)
    sql, values = chosen.query.sql_with_params()
    said = (
        cohort.as_of,
        clinical.CO_INTERVENTION_DAYS_BEFORE,
        list(INJECTIONS),
        Other.RADIOFREQUENCY_ABLATION,
        Other.PRP_INJECTION,
        list(CHANGES),
        NAMES,
        TAKEN_DOSE,
        list(clinical.MME_FACTORS),
        list(clinical.MME_FACTORS.values()),
    )
    statement = statement.replace("{course}", COURSE.format(courses=sql)).replace("{said}", SAID)
    with connection.cursor() as cursor:
        cursor.execute(statement, [cohort.as_of, *values, *said])
        return cursor.fetchall()


def _split(treatment: Treatment, period: Period, rows: list[tuple]) -> Split:
    courses, responders = Counter(), Counter()
    for states, is_responder, n in rows:
        state = _state(treatment, states[: len(ONE_BY_ONE)] if period == Period.BEFORE else states[len(ONE_BY_ONE) :])
        courses[state] += n
        responders[state] += n * is_responder
    had, had_none, unknown = (Responders(count=responders[s], of=courses[s]) for s in (True, False, None))
    return Split(treatment=treatment, period=period, had=had, had_none=had_none, unknown=unknown)


def _state(treatment: Treatment, states: tuple[bool | None, ...]) -> bool | None:
    """Of all together: one is enough for yes, and none is none only where each is known."""
    if treatment != Treatment.ANY:
        return states[ONE_BY_ONE.index(treatment)]
    return True if True in states else None if None in states else False


def _before_and_after(what: str, *found: Decimal | float | int | None) -> BeforeAndAfter:
    """`found` is in the order of the statement's columns."""
    pairs, before_mean, latest_mean, before_median, latest_median, fewer, same, more = found[8:]
    return BeforeAndAfter(
        what=what,
        before=_described(*found[0:3]),
        before_not_computable=found[3],
        latest=_described(*found[4:7]),
        latest_not_computable=found[7],
        pairs_before=_described(pairs, before_mean, before_median),
        pairs_latest=_described(pairs, latest_mean, latest_median),
        fewer=fewer,
        same=same,
        more=more,
    )


def _described(n: int, mean: Decimal | None, median: float | None) -> Described:
    return Described(n=n, mean=mean, median=None if median is None else Decimal(str(median)))
