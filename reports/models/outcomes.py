"""What a course has come to as of a day: read like any model, computed by PostgreSQL.

    CourseOutcome.objects.as_of(day)                                       under the practice's own rule
    CourseOutcome.objects.as_of(day, rule=IMMPACT.by(answer=Answer.BEST))  under another one
    Cohort(as_of=day, first=..., last=...).courses()                       which courses a report counts

Reports take a `Cohort` (cohorts.py). Under the practice's rule the rows are read from the kept ones, which triggers
hold current (sql/kept_outcomes.sql), and computed where those don't hold for the day; any other rule computes all.
Filter by an outcome's own columns (`patient`, `prescription_id`) where you can: these filters reach the indexes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Func, IntegerField, Q, Value
from django.db.models.functions import Now

from accounts.sight import PatientDataQuerySet
from core import clinical
from followups.models import Response, SideEffect
from patients.models import Patient
from prescriptions.models import Prescription
from reports.categories import Category
from reports.rules import PRACTICE, Rule
from reports.sources import ComputedOutcomes, KeptOutcomes, SettledOutcomes, UnsettledOutcomes

if TYPE_CHECKING:
    from reports.cohorts import Narrowing


class DoseChange(models.TextChoices):
    """What became of the starting dose. Reached and increased differ: one can begin at the ceiling."""

    REACHED_CEILING = "reached_ceiling", f"Reached {clinical.PLANNED_DOSE_CEILING_MG} mg"
    INCREASED_TO_CEILING = "increased_to_ceiling", f"Increased to {clinical.PLANNED_DOSE_CEILING_MG} mg from less"
    INCREASED = "increased", "Increased at all"

    @property
    def condition(self) -> Q:
        increased = Q(stable_dose_mg__gt=F("starting_dose_mg"))
        reached = Q(stable_dose_mg__gte=clinical.PLANNED_DOSE_CEILING_MG)
        return {self.REACHED_CEILING: reached, self.INCREASED: increased}.get(self, reached & increased)

    def is_from(self, starting_mg: Decimal | None, *, to: Decimal | None) -> bool:
        """The same question, of two doses; what is not recorded did not change."""
        if to is None:
            return False
        reached = to >= clinical.PLANNED_DOSE_CEILING_MG
        increased = starting_mg is not None and to > starting_mg
        return {self.REACHED_CEILING: reached, self.INCREASED: increased}.get(self, reached and increased)


def category_by_answer(rule: Rule) -> Func:
    """Of an answer: what it says by itself of a course that goes on."""
    relief_from, categories = ([*column] for column in zip(*rule.bands, strict=True))
    return Func(
        F("relief_percent"),
        F("quality_of_life_improved"),
        Value(relief_from, output_field=ArrayField(models.IntegerField())),
        Value(categories, output_field=ArrayField(models.TextField())),
        function="category_by_answer",
        output_field=models.TextField(),
    )


def age_when_prescribed() -> Func:
    """Of a course: the patient's age in whole years at the day prescribed, as Patient.age_on counts them."""
    template = "EXTRACT(YEAR FROM AGE(%(expressions)s))::integer"
    return Func(F("prescribed_on"), F("patient__date_of_birth"), template=template, output_field=IntegerField())


def in_period(first: date | None, last: date | None) -> Q:
    """Of a course: prescribed then, both days included; None leaves that side open."""
    after = Q(prescribed_on__gte=first) if first else Q()
    return after & Q(prescribed_on__lte=last) if last else after


def is_first_since(first: date | None) -> Q:
    """Of a course: the patient's first of those prescribed on the day or later; None: the first of all."""
    no_earlier = Q(previous_prescribed_on=None)
    return no_earlier | Q(previous_prescribed_on__lt=first) if first else no_earlier


class CourseOutcomeQuerySet(PatientDataQuerySet):
    def as_of(self, day: date, *, rule: Rule = PRACTICE, observed_from: date | None = None) -> CourseOutcomeQuerySet:
        """The courses prescribed by the day, with their outcomes on it. Asked first, before any filter."""
        kept = rule == PRACTICE and observed_from is None
        source = partial(KeptOutcomes if kept else ComputedOutcomes, arguments=(day, observed_from, *rule.arguments()))
        outcomes = self._chain()
        outcomes.query.base_table_class = source
        return outcomes

    def prescribed_between(self, first: date | None, last: date | None) -> CourseOutcomeQuerySet:
        """Both days included; None leaves that side open."""
        return self.filter(in_period(first, last))

    def first_of_their_patient_since(self, first: date | None) -> CourseOutcomeQuerySet:
        """Each patient's first course of those prescribed on the day or later; None: the first of all.

        Of one day it is the one entered first. Which is the first does not depend on any outcome.
        """
        return self.filter(is_first_since(first))

    def with_age(self) -> CourseOutcomeQuerySet:
        """Adds `age`: the patient's, in years at the day prescribed."""
        return self.annotate(age=age_when_prescribed())

    def counted_by(self, *columns: str) -> models.QuerySet:
        """(value, ..., courses) of the combinations of these columns that occur; one can come twice, to be added up.

        Kept and computed rows are grouped each by themselves, since PostgreSQL plans that far better than their union.
        """
        alias = self.query.get_initial_alias()
        source = self.query.alias_map[alias]
        if not isinstance(source, KeptOutcomes):
            return self._groups(columns)
        settled, unsettled = self._chain(), self._chain()
        for part, of in ((settled, SettledOutcomes), (unsettled, UnsettledOutcomes)):
            part.query.alias_map[alias] = of(source.table_name, alias, arguments=source.arguments)
        return settled._groups(columns).union(unsettled._groups(columns), all=True)

    def _groups(self, columns: Sequence[str]) -> models.QuerySet:
        return self.order_by().values_list(*columns).annotate(Count("pk"))

    def narrowed(self, to: Narrowing) -> CourseOutcomeQuerySet:
        courses = self
        if to.sex:
            courses = courses.filter(patient__sex=to.sex)
        if to.ages:
            courses = courses.alias(age=age_when_prescribed()).filter(age__range=to.ages)
        if to.prescriber_id:
            courses = courses.filter(prescription__prescriber=to.prescriber_id)
        if to.indication:
            courses = courses.filter(prescription__primary_indication__startswith=to.indication)
        if to.region:
            courses = courses.filter(prescription__regions__contains=[to.region])
        if to.starting_dose_mg is not None:
            courses = courses.filter(starting_dose_mg=to.starting_dose_mg)
        return courses

    def in_category(self, *categories: Category) -> CourseOutcomeQuerySet:
        return self.filter(category__in=categories)

    def started(self) -> CourseOutcomeQuerySet:
        return self.filter(is_started=True)

    def assessed(self) -> CourseOutcomeQuerySet:
        """In a category that an answer or a non-response decides."""
        return self.filter(is_assessed=True)

    def going_on_with_benefit(self) -> CourseOutcomeQuerySet:
        """The rule's responders; LDN-R and LDN-PR of the practice's: "those who go on" in the published figures."""
        return self.filter(is_responder=True)

    def with_patient(self) -> CourseOutcomeQuerySet:
        return self.select_related("prescription__patient").order_by(
            "prescription__patient__sort_key", "prescription__prescribed_on", "prescription_id"
        )


class Outcome(models.Model):
    """What the rule says of a course, and what reports count of it."""

    prescription = models.OneToOneField(
        Prescription, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    patient = models.ForeignKey(Patient, models.DO_NOTHING, db_constraint=False, related_name="+")
    prescribed_on = models.DateField()
    # of the patient's course before this one; None: it is the first
    previous_prescribed_on = models.DateField(null=True)
    first_dose_is_approximate = models.BooleanField()
    category = models.TextField(choices=Category)
    category_before = models.TextField(choices=Category, null=True)  # noqa: DJ001 null: neither stopped nor lost
    responded_first = models.BooleanField()
    is_started = models.BooleanField()
    is_assessed = models.BooleanField()
    # whom the rule's responder rate counts
    is_responder = models.BooleanField()
    # the answer that decides, and what it said
    answer = models.ForeignKey(
        Response, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    asked_on = models.DateField(null=True)
    pgic = models.PositiveSmallIntegerField(choices=Response.Pgic, null=True)
    relief_percent = models.SmallIntegerField(null=True)
    functional_gains = ArrayField(models.TextField(choices=Response.Gain))
    starting_dose_mg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    stable_dose_mg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    # from the first dose to the first day of the stable one
    days_to_stable_dose = models.IntegerField(null=True)
    monthly_cost_usd = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    stop_reason = models.TextField(choices=Prescription.StopReason, null=True)  # noqa: DJ001 null: not stopped
    side_effects = ArrayField(models.TextField(choices=SideEffect.Effect))
    side_effects_asked = models.BooleanField()
    side_effect_events = models.IntegerField()
    worst_severity = models.TextField(choices=SideEffect.Severity, null=True)  # noqa: DJ001 null: none was said
    serious_side_effect_events = models.IntegerField()
    any_is_serious = models.BooleanField(null=True)

    class Meta:
        abstract = True


class CourseOutcome(Outcome):
    """One course as of the day that was asked for. There is no table, only `CourseOutcome.objects.as_of(day)`."""

    days_on_ldn = models.IntegerField(null=True)

    objects = CourseOutcomeQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "outcomes_as_of"

    def __str__(self) -> str:
        return f"{self.category} of course {self.prescription_id}"


class KeptOutcome(Outcome):
    """The outcome of a course under the practice's rule with every fact on file, written by triggers alone.

    It is right on `settled_on` and every later day; `CourseOutcome.objects.as_of` heeds that.
    """

    first_dose_on = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    settled_on = models.DateField()

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["settled_on"], name="keptoutcome_settled"),
            models.Index(fields=["prescribed_on"], name="keptoutcome_prescribed"),
        ]

    def __str__(self) -> str:
        return f"{self.category} of course {self.prescription_id}, settled on {self.settled_on}"


class OutcomeRepair(models.Model):
    """A kept row that was found to differ from what the rule says, and was mended. There should be none."""

    at = models.DateTimeField(db_default=Now())
    prescription = models.ForeignKey(Prescription, models.DO_NOTHING, db_constraint=False, related_name="+")
    # The row as it was kept and as it is computed; None: there was none, or there should be none.
    kept = models.JSONField(null=True)
    computed = models.JSONField(null=True)

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"course {self.prescription_id} mended at {self.at}"
