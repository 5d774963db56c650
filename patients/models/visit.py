from __future__ import annotations

from datetime import date

from django.db import models

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from core.models import Versioned
from patients.models.patient import Patient


class VisitQuerySet(PatientDataQuerySet):
    def booked(self) -> VisitQuerySet:
        return self.filter(status=Visit.Status.BOOKED)

    def between(self, first: date, last: date) -> VisitQuerySet:
        return self.filter(day__range=(first, last))


@audited()
class Visit(Versioned):
    """An appointment at the practice. While one is booked in a follow-up's window, nobody calls."""

    class Status(models.TextChoices):
        BOOKED = "booked", "Booked"
        KEPT = "kept", "Came"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Did not come"

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="visits")
    day = models.DateField()
    status = models.CharField(max_length=9, choices=Status, default=Status.BOOKED)
    provider = models.CharField("with", max_length=100, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "day", "provider"],
                name="visit_once_a_day_and_provider",
                violation_error_message="This visit is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_status_display()}"
