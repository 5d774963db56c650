from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from core.audit import audited
from core.constraints import all_or_none
from core.models import Versioned
from patients.models.patient import Patient


class ClinicianTaskQuerySet(models.QuerySet):
    def open(self) -> ClinicianTaskQuerySet:
        return self.filter(done_at=None)


@audited()
class ClinicianTask(Versioned):
    """Something that a clinician has to look at, raised by a contact, on a day."""

    class Kind(models.TextChoices):
        DOSE_ABOVE_CEILING = "dose_above_ceiling", "Takes more than the practice's ceiling"
        SEVERE_SIDE_EFFECT = "severe_side_effect", "Severe side effect"
        WITHDRAWAL = "withdrawal", "Signs of withdrawal"
        BEGUN_AGAINST_STOP = "begun_against_stop", "LDN begun against a stop"
        STOPPED_BY_PATIENT = "stopped_by_patient", "The patient has stopped LDN"
        OPIOID = "opioid", "Takes an opioid"
        PREGNANCY = "pregnancy", "Pregnant or nursing"
        PROCEDURE = "procedure", "A procedure ahead"
        SUICIDAL_THOUGHTS = "suicidal_thoughts", "Thoughts of suicide"
        QUESTION = "question", "A question for the clinician"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="tasks")
    kind = models.CharField(max_length=20, choices=Kind)
    what = models.CharField(max_length=300)
    due_on = models.DateField()
    raised_at = models.DateTimeField(db_default=Now())
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    done_note = models.CharField(max_length=300, null=True, blank=True)  # noqa: DJ001 null with the others

    objects = ClinicianTaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], name="cliniciantask_open", condition=models.Q(done_at=None))]
        constraints = [
            all_or_none(
                "cliniciantask_done_who_when_what",
                "done_at",
                "done_by",
                "done_note",
                message="A task that is done says who did it, when and what was decided.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.patient_id}"

    def days_overdue(self, today: date) -> int:
        """0 on the day it is due and before."""
        return max((today - self.due_on).days, 0)

    def get_absolute_url(self) -> str:
        return reverse("patients:tasks")
