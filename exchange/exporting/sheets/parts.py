"""What several sheets have in common: whose row it is, of which course, and days counted from its start."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, ExtractYear
from django.db.models.lookups import IsNull

from core import clinical
from exchange.exporting.columns import Column
from exchange.exporting.kinds import Kind
from exchange.models import StudyId
from prescriptions.models import Prescription

NOBODYS_NAME = ("exchange.StudyId.code",)
OLDEST = f"{clinical.OLDEST_EXACT_AGE + 1}+"


def start_of(course: str) -> Coalesce:
    """The first day of a course: the first dose, else the day prescribed. `course` is the way to it."""
    return Coalesce(F(f"{course}first_dose_on"), F(f"{course}prescribed_on"))


def days_between(first: Combinable, last: Combinable) -> Func:
    """Days from one day to another, negative where the other is earlier."""
    return Func(last, first, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())


def counted_from(start: Combinable, column: Column) -> Column:
    """A column of days, with the number of days since the start instead where nobody may be named."""
    day = _day_of(column.value) if column.kind == Kind.MOMENT else column.value
    instead = Column(
        name=f"{column.name.removesuffix('_on').removesuffix('_at')}_day",
        label=f"{column.label}: days since the start of the course",
        kind=Kind.WHOLE,
        unit="days",
        value=days_between(start, day),
        empty_means=column.empty_means,
        within=column.within,
    )
    return replace(column, instead=(instead,))


def _day_of(moment: Combinable) -> Func:
    """In the clinic's zone."""
    template = f"((%(expressions)s) AT TIME ZONE '{settings.TIME_ZONE}')::date"
    return Func(moment, template=template, output_field=DateField())


def whose(patient: str) -> Column:
    """The chart number, or the study id. `patient` is the way to the patient: "prescription__patient__"."""
    of_the_patient = StudyId.objects.filter(patient=OuterRef(f"{patient}pk")).values("code")
    study_id = Column(
        name="study_id",
        label="Study id: random, and of this patient in every export",
        kind=Kind.CODE,
        value=Subquery(of_the_patient),  # looked up, since a join of all of them would be sorted first
        of=NOBODYS_NAME,
    )
    return Column(
        name="chart_number",
        label="Chart number",
        kind=Kind.TEXT,
        value=F(f"{patient}chart_number"),
        of=("patients.Patient.chart_number",),
        instead=(study_id,),
    )


def which_course(course: str) -> Column:
    """The number of a course among its patient's; those entered in error don't count."""
    so_far = Prescription.objects.valid().filter(
        Q(prescribed_on__lt=OuterRef(f"{course}prescribed_on"))
        | Q(prescribed_on=OuterRef(f"{course}prescribed_on"), pk__lte=OuterRef(f"{course}pk")),
        patient=OuterRef(f"{course}patient"),
    )
    number = Subquery(so_far.order_by().values("patient").annotate(number=Count("pk")).values("number"))
    return Column(name="course", label="Number of the course among the patient's", kind=Kind.WHOLE, value=number)


def number_of(model: type[Model], day: str, *, name: str, at: str = "") -> Column:
    """The number of a row among those of its course, by day; the sheets hang together by it. `at` is the way to it."""
    so_far = model.objects.filter(
        Q(**{f"{day}__lt": OuterRef(f"{at}{day}")}) | Q(**{day: OuterRef(f"{at}{day}")}, pk__lte=OuterRef(f"{at}pk")),
        prescription=OuterRef(f"{at}prescription"),
    )
    number = so_far.order_by().values("prescription").annotate(number=Count("pk")).values("number")
    what = model._meta.verbose_name
    return Column(name=name, label=f"Number of the {what} in its course", kind=Kind.WHOLE, value=Subquery(number))


def age(patient: str, on: Combinable, *, today: date) -> Column:
    """In years, on a day. Whoever is past the oldest exact age by today is grouped: the age at export decides."""
    born = F(f"{patient}date_of_birth")
    years = Cast(_years(born, on), TextField())
    return Column(
        name="age",
        label=f"Age in years when prescribed; {OLDEST} for everybody of that age on the day of the export",
        kind=Kind.AGE,
        unit="years",
        value=Case(When(_is_old(patient, today), then=Value(OLDEST)), default=years, output_field=TextField()),
        limits=(0, OLDEST),
    )


def start_year(patient: str, start: Combinable, *, today: date) -> Column:
    """The one date that stays. Left out for the oldest: with an age it would tell the year of birth."""
    return Column(
        name="start_year",
        label="Year in which the course started: the first dose, else prescribed",
        kind=Kind.WHOLE,
        value=Case(When(_is_old(patient, today), then=None), default=ExtractYear(start)),
        empty_means=f"age {OLDEST}",
    )


def days_on_ldn(days: Combinable, stopped_on: Combinable) -> Column:
    """Without names only of courses that were stopped: to the day of the report, which is known, the days would tell
    the day of the first dose."""
    to_the_stop = Column(
        name="days_on_ldn",
        label="Days on LDN, to the stop",
        kind=Kind.WHOLE,
        unit="days",
        value=Case(When(_is_known(stopped_on), then=days), output_field=IntegerField()),
        empty_means="not started, or not stopped",
    )
    return replace(
        to_the_stop,
        label="Days on LDN, to the stop or the day of the report",
        value=days,
        of=("prescriptions.Prescription.first_dose_on", "prescriptions.Prescription.stopped_on"),
        empty_means="not started",
        instead=(to_the_stop,),
    )


def _is_known(value: Combinable) -> IsNull:
    return IsNull(value, False)


def _is_old(patient: str, today: date) -> Q:
    years = clinical.OLDEST_EXACT_AGE + 1
    born_by = (
        today.replace(year=today.year - years)
        if (today.month, today.day) != (2, 29)
        else date(today.year - years, 2, 28)
    )
    return Q(**{f"{patient}date_of_birth__lte": born_by})


def _years(born: Combinable, on: Combinable) -> Func:
    return Func(on, born, template="EXTRACT(YEAR FROM AGE(%(expressions)s))::integer", output_field=IntegerField())
