"""How a dose is climbed: ladders to choose from, and the steps of one course that are still to come."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Deferrable, Q
from django.urls import reverse

from accounts.sight import PatientDataQuerySet
from core import clinical
from core.audit import audited
from core.models import Versioned
from core.rounding import plain
from core.wording import counted
from prescriptions.models.course import Prescription


class LadderQuerySet(models.QuerySet):
    def in_use(self) -> LadderQuerySet:
        return self.filter(is_active=True)


@audited()
class Ladder(Versioned):
    """Doses to climb, each for some days. Once prescribed, its steps stay: courses are planned by them."""

    name = models.CharField(max_length=80)
    source = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField("offered when prescribing", default=True)

    objects = LadderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                models.functions.Lower("name"),
                name="ladder_one_a_name",
                violation_error_message="A ladder of this name is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("prescriptions:ladders")

    @property
    def in_words(self) -> str:
        """Writes "0.75 mg for 14 days, 1.5 mg for 14 days, then 3 mg"; reads the steps."""
        *climb, last = (str(step) for step in self.steps.all())
        return ", ".join([*climb, f"then {last}" if climb else last])


@audited()
class LadderStep(models.Model):
    """One dose of a ladder; the last one goes on, so it has no days."""

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    dose_mg = models.DecimalField("mg a day", max_digits=5, decimal_places=2)
    days = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["ladder", "number"],
                name="ladderstep_one_a_number",
                violation_error_message="The ladder has a step of this number already.",
            ),
            models.CheckConstraint(
                name="ladderstep_within_limits",
                condition=Q(dose_mg__gt=0, dose_mg__lte=clinical.RECORDED_DOSE_LIMIT_MG),
                violation_error_message=f"A dose is above 0 and at most {clinical.RECORDED_DOSE_LIMIT_MG} mg a day.",
            ),
            models.CheckConstraint(
                name="ladderstep_takes_days",
                condition=Q(days=None) | Q(days__gt=0),
                violation_error_message="A step takes at least 1 day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{plain(self.dose_mg)} mg" + (f" for {counted(self.days, 'day')}" if self.days else "")


@audited()
class PlannedStep(models.Model):
    """A dose that is still to come, from a day on. Once taken it is a dose step, and no longer here.

    Every planned step of a course comes after all of its dose steps.
    """

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="planned_steps")
    starts_on = models.DateField()
    dose_mg = models.DecimalField("mg a day", max_digits=5, decimal_places=2)

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            # Deferred: the steps of a plan are moved one after the other.
            models.UniqueConstraint(
                fields=["prescription", "starts_on"],
                name="plannedstep_one_a_day",
                deferrable=Deferrable.DEFERRED,
                violation_error_message="A step is planned for this day already.",
            ),
            models.CheckConstraint(
                name="plannedstep_within_limits",
                condition=Q(dose_mg__gt=0, dose_mg__lte=clinical.RECORDED_DOSE_LIMIT_MG),
                violation_error_message=f"A dose is above 0 and at most {clinical.RECORDED_DOSE_LIMIT_MG} mg a day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{plain(self.dose_mg)} mg planned from {self.starts_on}"
