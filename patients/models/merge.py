from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from core.constraints import all_or_none
from core.models import Versioned
from patients.models.patient import Patient


class PatientMergeQuerySet(PatientDataQuerySet):
    def in_force(self) -> PatientMergeQuerySet:
        return self.filter(undone_at=None)

    def latest_first(self) -> PatientMergeQuerySet:
        return self.order_by("-merged_at", "-id")


@audited()
class PatientMerge(Versioned):
    """Two records of one patient became one: who said so, when and why, and exactly what went from one to the other.

    Rows are named by their table and key, as {"patients.Visit": [12, 13]}.
    """

    merged = models.ForeignKey(Patient, models.PROTECT, related_name="merges_away")
    stays = models.ForeignKey(Patient, models.PROTECT, related_name="merges")
    merged_at = models.DateTimeField(db_default=Now())
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField("why they are one patient", max_length=200)
    # What went to the record that stays, and what that had already.
    moved = models.JSONField(default=dict, blank=True)
    had = models.JSONField(default=dict, blank=True)
    # What became stricter in the record that stays: table, key, field, before, after.
    changed = models.JSONField(default=list, blank=True)

    undone_at = models.DateTimeField(null=True, blank=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    undone_reason = models.CharField(max_length=200, null=True, blank=True, editable=False)  # noqa: DJ001 null with the others

    objects = PatientMergeQuerySet.as_manager()

    class Meta:
        ordering = ["merged_at", "id"]
        verbose_name = "merge of two records"
        constraints = [
            models.UniqueConstraint(
                fields=["merged"],
                condition=Q(undone_at=None),
                name="patientmerge_one_at_a_time",
                violation_error_message="This record was merged into another already.",
            ),
            models.CheckConstraint(
                name="patientmerge_of_two",
                condition=~Q(merged=F("stays")),
                violation_error_message="A record can't be merged into itself.",
            ),
            models.CheckConstraint(
                name="patientmerge_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say how you know that they are one patient.",
            ),
            all_or_none(
                "patientmerge_undone_who_when_why",
                "undone_at",
                "undone_by",
                "undone_reason",
                message="Say why they are two patients after all.",
            ),
        ]

    def __str__(self) -> str:
        return f"record {self.merged_id} merged into {self.stays_id}"

    def get_absolute_url(self) -> str:
        return self.stays.get_absolute_url()
