from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from patients.models.patient import Patient


class ResearchConsentQuerySet(PatientDataQuerySet):
    def latest(self) -> ResearchConsentQuerySet:
        """Each patient's last word; of one day the one recorded last."""
        later = ResearchConsent.objects.filter(
            Q(said_on__gt=OuterRef("said_on")) | Q(said_on=OuterRef("said_on"), pk__gt=OuterRef("pk")),
            patient=OuterRef("patient"),
        )
        return self.filter(~Exists(later))

    def given(self) -> ResearchConsentQuerySet:
        """Those that hold: the patient's last word was yes."""
        return self.latest().filter(agrees=True)

    def last_version(self) -> str:
        """The version of the consent form that was used last, for whomever; empty where none was."""
        return self.order_by("-pk").values_list("form_version", flat=True).first() or ""


@audited()
class ResearchConsent(models.Model):
    """What a patient said to the use of the record for research, on a day, about a version of the consent form."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="research_consents")
    agrees = models.BooleanField("agrees to research")
    said_on = models.DateField("said on")
    form_version = models.CharField("version of the consent form", max_length=40)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = ResearchConsentQuerySet.as_manager()

    class Meta:
        ordering = ["said_on", "id"]
        indexes = [models.Index(fields=["patient", "said_on"], name="researchconsent_of_patient")]

    def __str__(self) -> str:
        return f"{'yes' if self.agrees else 'no'} on {self.said_on}, form {self.form_version}"
