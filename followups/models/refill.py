from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from core.audit import audited
from prescriptions.models import Prescription


@audited()
class RefillCall(models.Model):
    """One call because LDN runs out, and what came of it."""

    class Outcome(models.TextChoices):
        WILL_REFILL = "will_refill", "Reached: will have it refilled"
        HAS_ENOUGH = "has_enough", "Reached: has enough at home"
        NO_ANSWER = "no_answer", "No answer"
        BUSY = "busy", "Busy"
        VOICEMAIL = "voicemail", "Voicemail: asked for a call back"
        OUT_OF_SERVICE = "out_of_service", "Out of service"
        WRONG_NUMBER = "wrong_number", "Wrong number"

    REACHED = (Outcome.WILL_REFILL, Outcome.HAS_ENOUGH)

    prescription = models.ForeignKey(Prescription, models.PROTECT, related_name="refill_calls")
    # The number as dialled: the patient's list may change.
    number = models.CharField(max_length=30)
    outcome = models.CharField(max_length=15, choices=Outcome)
    called_at = models.DateTimeField(db_default=Now())
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["called_at", "id"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} {self.called_at}"
