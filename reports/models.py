"""What a course has come to as of a day: read like any model, computed by PostgreSQL on every question."""

from __future__ import annotations

from datetime import date
from functools import partial

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.sql.datastructures import BaseTable

from core import clinical
from followups.models import Response
from prescriptions.models import Prescription
from reports.categories import THOSE_WHO_GO_ON, Category

# The name of the rule, printed with every figure: another way to classify gets another name.
RULE = "practice-1"


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


class FunctionTable(BaseTable):
    """The model's table in a FROM clause, called as a set-returning function."""

    def __init__(self, table_name: str, alias: str | None, *, arguments: tuple) -> None:
        super().__init__(table_name, alias)
        self.arguments = arguments

    def as_sql(self, compiler, connection) -> tuple[str, list]:
        name = compiler.quote_name_unless_alias(self.table_name)
        alias = compiler.quote_name_unless_alias(self.table_alias)
        placeholders = ", ".join(["%s"] * len(self.arguments))
        return f"{name}({placeholders}) {alias}", list(self.arguments)

    def relabeled_clone(self, change_map: dict[str, str]) -> FunctionTable:
        alias = change_map.get(self.table_alias, self.table_alias)
        return FunctionTable(self.table_name, alias, arguments=self.arguments)

    @property
    def identity(self) -> tuple:
        return (*super().identity, repr(self.arguments))


def _prescribed_between(first: date | None, last: date | None, column: str) -> Q:
    after = Q(**{f"{column}__gte": first}) if first else Q()
    return after & Q(**{f"{column}__lte": last}) if last else after


class CourseOutcomeQuerySet(models.QuerySet):
    def as_of(self, day: date) -> CourseOutcomeQuerySet:
        """The courses prescribed by the day, with their outcomes on it. Asked first, before any filter."""
        arguments = (day, clinical.RESPONDER_RELIEF_PERCENT, list(clinical.NON_RESPONSE_STOP_REASONS))
        outcomes = self._chain()
        outcomes.query.base_table_class = partial(FunctionTable, arguments=arguments)
        return outcomes

    def prescribed_between(self, first: date | None, last: date | None) -> CourseOutcomeQuerySet:
        """Both days included; None leaves that side open."""
        return self.filter(_prescribed_between(first, last, "prescription__prescribed_on"))

    def first_course_of_each_patient(self, first: date | None, last: date | None) -> CourseOutcomeQuerySet:
        """Each patient's first course that was prescribed in the period; of one day the one entered first."""
        # Asked of the courses themselves: which is the first does not depend on any outcome.
        in_period = Prescription.objects.valid().filter(_prescribed_between(first, last, "prescribed_on"))
        firsts = in_period.order_by("patient_id", "prescribed_on", "pk").distinct("patient_id")
        return self.filter(pk__in=firsts.values("pk"))

    def in_category(self, *categories: Category) -> CourseOutcomeQuerySet:
        return self.filter(category__in=categories)

    def started(self) -> CourseOutcomeQuerySet:
        return self.filter(is_started=True)

    def assessed(self) -> CourseOutcomeQuerySet:
        """LDN-R, LDN-PR, LDN-NR, and continuing without benefit."""
        return self.filter(is_assessed=True)

    def going_on_with_benefit(self) -> CourseOutcomeQuerySet:
        """LDN-R and LDN-PR: "those who go on" in the published figures."""
        return self.in_category(*THOSE_WHO_GO_ON)

    def with_patient(self) -> CourseOutcomeQuerySet:
        return self.select_related("prescription__patient").order_by(
            "prescription__patient__sort_key", "prescription__prescribed_on", "prescription_id"
        )


class CourseOutcome(models.Model):
    """One course as of the day that was asked for. There is no table, only `CourseOutcome.objects.as_of(day)`."""

    prescription = models.OneToOneField(
        Prescription, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    category = models.TextField(choices=Category)
    category_before = models.TextField(choices=Category, null=True)  # noqa: DJ001 null: neither stopped nor lost
    responded_first = models.BooleanField()
    is_started = models.BooleanField()
    is_assessed = models.BooleanField()
    answer = models.ForeignKey(Response, models.DO_NOTHING, null=True, db_constraint=False, related_name="+")
    asked_on = models.DateField(null=True)
    pgic = models.PositiveSmallIntegerField(choices=Response.Pgic, null=True)
    relief_percent = models.SmallIntegerField(null=True)
    starting_dose_mg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    stable_dose_mg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    stop_reason = models.TextField(choices=Prescription.StopReason, null=True)  # noqa: DJ001 null: not stopped
    days_on_ldn = models.IntegerField(null=True)
    side_effects = ArrayField(models.TextField())
    side_effects_asked = models.BooleanField()

    objects = CourseOutcomeQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "outcomes_as_of"

    def __str__(self) -> str:
        return f"{self.category} of course {self.prescription_id}"
