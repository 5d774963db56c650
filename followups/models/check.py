"""The nightly check: what was not as it has to be, and was put right."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from prescriptions.models import Prescription, WashOut


@audited()
class NightlyCheck(models.Model):
    """One check of all that is planned. It goes on in the next pass where it was left."""

    began_at = models.DateTimeField()
    # The last course that was looked at.
    reached = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["began_at"]
        get_latest_by = "began_at"
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(finished_at=None),
                name="nightlycheck_one_at_a_time",
                violation_error_message="A check is under way already.",
            )
        ]

    def __str__(self) -> str:
        return f"check of {self.began_at}"


@audited()
class Repair(models.Model):
    """A course or a wash-out that a check put right."""

    class Kind(models.TextChoices):
        NO_NEXT = "no_next", "without a next follow-up"
        OFF_PLAN = "off_plan", "not on the days of the plan"
        REFILL = "refill", "with a refill on another day than the supply ends"
        WASH_OUT = "wash_out", "at the end of a wash-out without its call"

    check_made = models.ForeignKey(NightlyCheck, models.PROTECT, related_name="repairs")
    kind = models.CharField(max_length=8, choices=Kind)
    prescription = models.ForeignKey(Prescription, models.PROTECT, null=True, related_name="+")
    wash_out = models.ForeignKey(WashOut, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="repair_of_a_course_or_a_wash_out",
                condition=Q(kind="wash_out", wash_out__isnull=False, prescription=None)
                | ~Q(kind="wash_out") & Q(wash_out=None, prescription__isnull=False),
                violation_error_message="A repair is of a course, or of a wash-out.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.prescription_id or self.wash_out_id}"
