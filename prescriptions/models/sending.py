from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from core.constraints import all_or_none
from core.models import Voidable
from prescriptions.models.course import Prescription
from prescriptions.models.pharmacy import Pharmacy


@audited()
class Sending(Voidable):
    """A prescription that somebody sent to a pharmacy. The program transmits nothing: it keeps who did, and how.

    Voided: it went to a pharmacy that no longer has it, or did not arrive.
    """

    class How(models.TextChoices):
        FAX = "fax", "Fax"
        E_PRESCRIBING = "e_prescribing", "E-prescribing system"
        PAPER = "paper", "Paper, given to the patient"

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="sendings")
    pharmacy = models.ForeignKey(Pharmacy, models.PROTECT, related_name="sendings")
    sent_on = models.DateField()
    how = models.CharField(max_length=13, choices=How)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["sent_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["prescription"],
                condition=Q(voided_at=None),
                name="sending_one_a_course",
                violation_error_message=(
                    "This prescription is with a pharmacy already. Change the pharmacy, or say that it did not arrive."
                ),
            ),
            all_or_none(
                "sending_voided_who_when_why",
                "voided_at",
                "voided_by",
                "voided_reason",
                message="Say why this sending no longer holds.",
            ),
        ]

    def __str__(self) -> str:
        return f"sent to {self.pharmacy_id} on {self.sent_on}"

    def get_absolute_url(self) -> str:
        return reverse("prescriptions:sent-page", args=[self.pk])
