"""A row a course: the columns of the practice's spreadsheet, so that the file can be imported again, and behind them
what the report's rule makes of the course."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Lower, NullIf, Replace
from django.db.models.lookups import IsNull

from exchange.exporting.columns import Column, Sheet, from_field
from exchange.exporting.kinds import SEPARATOR, Kind
from exchange.exporting.order import Order
from exchange.exporting.sheets import parts
from exchange.importing.columns import ASKED_AND_NONE
from exchange.importing.rows import STABLE
from followups.models import Response, SideEffect
from patients.models import Diagnosis, Medicine, Patient, PhoneNumber, Procedure
from prescriptions.models import DoseStep, Prescription
from reports.case_series.people import MEDICINES, OTHER
from reports.models import KeptOutcome

COURSE, PATIENT = "prescription__", "prescription__patient__"
# what a course has one of at most
ANSWER, STABLE_STEP = "answer", "stable_step"

_of_course = partial(from_field, Prescription)
_of_patient = partial(from_field, Patient)
_of_outcome = partial(from_field, KeptOutcome)


def courses(order: Order) -> Sheet:
    start = parts.start_of(COURSE)
    columns = (*_person(order), *_before(), *_course(order, start), *_answer(start), *_outcome(order))
    return Sheet(
        name="courses",
        one_row="a course",
        rows=order.courses(),
        columns=columns,
        within={ANSWER: _latest_answers(order), STABLE_STEP: _stable_steps()},
    )


def _latest_answers(order: Order) -> QuerySet[Response]:
    of_course = Response.objects.valid().filter(prescription=OuterRef("prescription"), asked_on__lte=order.cohort.as_of)
    return of_course.order_by("-asked_on", "-id")


def _person(order: Order) -> list[Column]:
    first_number = PhoneNumber.objects.filter(patient=OuterRef("patient")).order_by("pk").values("number")[:1]
    age = parts.age(PATIENT, F("prescribed_on"), today=order.today)
    return [
        parts.whose(PATIENT),
        *(_of_patient(name, value=F(PATIENT + name)) for name in ("family_name", "given_name")),
        _of_patient("date_of_birth", value=F(f"{PATIENT}date_of_birth"), instead=(age,)),
        _of_patient("sex", value=F(f"{PATIENT}sex")),
        Column(
            name="phone",
            label="Telephone number",
            kind=Kind.TEXT,
            value=Subquery(first_number, output_field=CharField()),
            of=("patients.PhoneNumber.number",),
        ),
    ]


def _before() -> list[Column]:
    """What was noted of the patient on the day the course was prescribed."""
    that_day = {"patient": OuterRef("patient"), "noted_on": OuterRef("prescribed_on")}
    others = Diagnosis.objects.filter(**that_day).exclude(code=OuterRef(f"{COURSE}primary_indication"))
    procedures = Procedure.objects.filter(**that_day).order_by("kind").values("kind").distinct()
    codes = _first_of(F(f"{COURSE}primary_indication"), ArraySubquery(others.order_by("code").values("code")))
    return [
        _of_course("regions", label="Where it hurts", value=F(f"{COURSE}regions")),
        _of_course("radiation", label="Where the pain radiates to", value=F(f"{COURSE}radiation")),
        Column(
            name="icd10_codes",
            label="ICD-10-CM codes as written at the time; the first is the reason for the course",
            kind=Kind.CODES,
            value=codes,
            of=("prescriptions.Prescription.primary_indication", "patients.Diagnosis.code"),
        ),
        Column(
            name="prior_procedures",
            label="Procedures before LDN",
            kind=Kind.CODES,
            value=ArraySubquery(procedures),
            of=("patients.Procedure.kind",),
            choices=tuple(Procedure.Kind.choices),
        ),
        _medications(Medicine.objects.filter(**that_day)),
    ]


def _first_of(first: F, others: ArraySubquery) -> Func:
    template = "ARRAY_REMOVE(ARRAY_PREPEND(%(expressions)s), '')"
    return Func(first, others, template=template, output_field=others.output_field)


def _medications(medicines: QuerySet[Medicine]) -> Column:
    """As the import reads them: name:mg a day. Without names, those that aren't on the list are "other"."""
    return Column(
        name="medications",
        label="Other medicines, each as name:mg a day",
        kind=Kind.TEXTS,
        value=ArraySubquery(_with_dose(medicines, _on_one_line(F("name")))),
        of=("patients.Medicine.name", "patients.Medicine.mg_per_day"),
        instead=(
            Column(
                name="medications",
                label=f"Other medicines, each as name:mg a day: {', '.join(MEDICINES)}, or {OTHER}",
                kind=Kind.CODES,
                value=ArraySubquery(_with_dose(medicines, _known(Lower("name")))),
            ),
        ),
    )


def _with_dose(medicines: QuerySet[Medicine], name: Func) -> QuerySet:
    mg = Func(F("mg_per_day"), template="COALESCE(TRIM_SCALE(%(expressions)s)::text, '')", output_field=TextField())
    line = Func(name, Value(":"), mg, function="CONCAT", output_field=TextField())
    return medicines.order_by("name", "pk").values_list(line)


def _on_one_line(name: F) -> Replace:
    """A name has no place for what separates names."""
    return Replace(Replace(name, Value(SEPARATOR), Value(",")), Value(":"), Value(","))


def _known(name: Lower) -> Case:
    return Case(
        *[When(Q(name__iexact=one), then=Value(one)) for one in MEDICINES],
        default=Value(OTHER),
        output_field=TextField(),
    )


def _course(order: Order, start: Func) -> list[Column]:
    approximate = Q(**{f"{COURSE}first_dose_is_approximate": True})
    never = Q(**{f"{COURSE}state__in": [Prescription.State.NEVER_FILLED, Prescription.State.STOPPED]})
    started = Q(**{f"{COURSE}first_dose_on__isnull": False})
    filled = Case(When(started, then=True), When(never, then=False), output_field=BooleanField())
    first_dose = Case(When(approximate, then=None), default=F(f"{COURSE}first_dose_on"))
    stable = partial(from_field, DoseStep, within=STABLE_STEP)
    return [
        _prescribed_on(order, start),
        Column(
            name="filled",
            label="Filled; no: never started",
            kind=Kind.YES_NO,
            value=filled,
            of=("prescriptions.Prescription.state", "prescriptions.Prescription.first_dose_is_approximate"),
        ),
        parts.counted_from(start, _of_course("first_dose_on", value=first_dose)),
        _of_course("starting_dose_mg", name="start_dose_mg", value=F(f"{COURSE}starting_dose_mg"), unit="mg a day"),
        stable("dose_mg", name="stable_dose_mg", unit="mg a day"),
        parts.counted_from(start, stable("starts_on", name="stable_on", label="Stable dose reached on")),
        parts.counted_from(start, _of_course("stopped_on", value=F(f"{COURSE}stopped_on"), empty_means="not stopped")),
        _of_course("stop_reason", value=F(f"{COURSE}stop_reason"), empty_means="not stopped"),
    ]


def _prescribed_on(order: Order, start: Func) -> Column:
    column = parts.counted_from(start, _of_course("prescribed_on", value=F("prescribed_on")))
    return replace(column, instead=(*column.instead, parts.start_year(PATIENT, start, today=order.today)))


def _stable_steps() -> QuerySet[DoseStep]:
    """The last step of a course comes first; one that is merely the first dose is left out."""
    is_first_dose = (
        Q(starts_on=OuterRef(f"{COURSE}first_dose_on"))
        & Q(IsNull(OuterRef(f"{COURSE}starting_dose_mg"), False))
        & ~Q(reason=STABLE)
    )
    return DoseStep.objects.filter(prescription=OuterRef("prescription")).exclude(is_first_dose).order_by("-starts_on")


def _answer(start: Func) -> list[Column]:
    of = partial(from_field, Response, within=ANSWER, empty_means="not asked")
    goes_on = Case(When(**{f"{COURSE}stopped_on__isnull": False}, then=False), output_field=BooleanField())
    return [
        parts.counted_from(start, of("asked_on", name="response_on", label="Day of the latest answer")),
        of("mode", name="response_mode", label="How it was asked"),
        of("pgic", label="PGIC: compared to before LDN, lower is better"),
        of("relief_percent", label="Relief since before LDN; below 0 is worse", unit="per cent"),
        of("continues", name="continuing", otherwise=goes_on),
        of("quality_of_life_improved"),
        of(
            "side_effects_asked",
            name="side_effects",
            label="Side effects",
            kind=Kind.CODES,
            value=_side_effects("side_effects_asked", response=OuterRef("pk")),
            otherwise=_side_effects(
                f"{COURSE}side_effects_asked_at_stop", prescription=OuterRef("prescription"), response=None
            ),
            choices=((ASKED_AND_NONE, "None"), *SideEffect.Effect.choices),
            of=("followups.SideEffect.effect", "followups.Response.side_effects_asked"),
        ),
        of("functional_gains", label="What goes better"),
        _of_course("monthly_cost_usd", value=F(f"{COURSE}monthly_cost_usd"), unit="USD"),
    ]


def _side_effects(asked: str, **of: object) -> Case:
    """Null: not asked; the word for none, where they were asked after and there were none."""
    named = ArraySubquery(SideEffect.objects.filter(**of).order_by("effect").values("effect"))
    none = Value([ASKED_AND_NONE], output_field=named.output_field)
    some = Func(NullIf(named, Value([], output_field=named.output_field)), none, function="COALESCE")
    return Case(When(**{asked: True}, then=some))


def _outcome(order: Order) -> list[Column]:
    """What the import passes over: it follows from the rest."""
    categories = tuple((one.value, one.label) for one in order.cohort.rule.categories)
    number = parts.which_course(COURSE)
    first = When(previous_prescribed_on=None, then=1)  # of most courses, which nothing is looked up for
    return [
        replace(number, value=Case(first, default=number.value)),
        _of_course("state", value=F(f"{COURSE}state")),
        _of_outcome("category", value=F("category"), choices=categories),
        _of_outcome("category_before", value=F("category_before"), empty_means="neither stopped nor lost"),
        parts.days_on_ldn(F("days_on_ldn"), F(f"{COURSE}stopped_on")),
    ]
