from django.db import models
from django.db.models import F, Q

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from followups.models.response import Response


@audited()
class Correction(models.Model):
    """One answer stands for another that was written down wrongly. Who, when and why stands with the wrong one."""

    wrong = models.OneToOneField(Response, models.PROTECT, related_name="correction")
    right = models.OneToOneField(Response, models.PROTECT, related_name="corrects")
    # With the password: by someone else than the author, or on a later day.
    is_signed = models.BooleanField("signed")

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="correction_of_another_answer",
                condition=~Q(wrong=F("right")),
                violation_error_message="An answer does not correct itself.",
            )
        ]

    def __str__(self) -> str:
        return f"answer {self.right_id} for {self.wrong_id}"
