"""What was decided on the pages that put something before somebody: a row let rest, a week signed."""

from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from patients.models import Patient


class ReviewReason(models.TextChoices):
    """Why a course, or a wash-out, is put before a clinician; the most urgent first."""

    SIDE_EFFECT = "side_effect", "Side effect without a decision"
    WASH_OUT = "wash_out", "Wash-out ended"
    REFILL = "refill", "Refill not taken"
    FALLING = "falling", "Relief falling"
    NO_BENEFIT = "no_benefit", "Continuing without benefit"
    NO_RELIEF = "no_relief", "Stable dose without relief"
    NOT_ASSESSED = "not_assessed", "Not assessed for too long"


class AllRightQuerySet(PatientDataQuerySet):
    def on(self, day: date) -> AllRightQuerySet:
        """Those that let a row rest on the day."""
        return self.filter(decided_on__lte=day, until_on__gt=day)


@audited()
class AllRight(models.Model):
    """A clinician's word that what the review shows of a patient is all right until a day. It returns on that day."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=12, choices=ReviewReason)
    decided_on = models.DateField()
    until_on = models.DateField("all right until")
    note = models.CharField("why", max_length=300)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = AllRightQuerySet.as_manager()

    class Meta:
        ordering = ["decided_on", "id"]
        indexes = [models.Index(fields=["patient", "reason", "until_on"], name="allright_of_patient")]
        constraints = [
            models.CheckConstraint(
                name="allright_until_a_later_day",
                condition=Q(until_on__gt=F("decided_on")),
                violation_error_message="The day on which it returns is still to come.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} of {self.patient_id}: all right until {self.until_on}"


class SignedWeek(models.Model):
    """An administrator's word that the odd access of a week was looked at. It can't be changed or taken back."""

    monday = models.DateField(unique=True, error_messages={"unique": "This week is signed off already."})
    # How often each rule was met, when it was signed.
    found = models.JSONField(default=dict, blank=True)
    note = models.CharField("what was found out", max_length=1000)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-monday"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(
                name="signedweek_begins_on_monday",
                condition=Q(monday__iso_week_day=1),
                violation_error_message="A week begins on a Monday.",
            )
        ]

    def __str__(self) -> str:
        return f"week of {self.monday}, signed by {self.signed_by_id}"
