from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.sight import PatientDataQuerySet
from core import clinical
from core.audit import audited
from prescriptions.models.course import Prescription


class DoseStepQuerySet(PatientDataQuerySet):
    def in_force_on(self, day: date) -> DoseStepQuerySet:
        """The steps begun by the day, the one in force first."""
        return self.filter(starts_on__lte=day).order_by("-starts_on")


@audited()
class DoseStep(models.Model):
    """The daily dose of a course from a day on, until the next step."""

    class Source(models.TextChoices):
        ORDERED = "ordered", "Ordered by the clinician"
        REPORTED = "reported", "Reported by the patient"
        IMPORTED = "imported", "From the spreadsheet"

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="dose_steps")
    starts_on = models.DateField()
    dose_mg = models.DecimalField("mg a day", max_digits=5, decimal_places=2)
    source = models.CharField(max_length=8, choices=Source)
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = DoseStepQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["prescription", "starts_on"],
                name="dosestep_one_a_day",
                violation_error_message="The dose was changed on this day already.",
            ),
            models.CheckConstraint(
                name="dosestep_within_limits",
                condition=Q(dose_mg__gt=0, dose_mg__lte=clinical.RECORDED_DOSE_LIMIT_MG),
                violation_error_message=f"A dose is above 0 and at most {clinical.RECORDED_DOSE_LIMIT_MG} mg a day.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dose_mg} mg from {self.starts_on}"
