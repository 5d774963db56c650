from __future__ import annotations

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import reverse

from accounts.sight import PatientDataQuerySet
from core.audit import audited
from core.models import Versioned
from patients.models.patient import Patient


@audited()
class Diagnosis(models.Model):
    """A diagnosis as it was coded at the time: a code of an older release stays what it was."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="diagnoses")
    code = models.CharField("ICD-10-CM code", max_length=8)
    noted_on = models.DateField()

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["noted_on", "id"]
        verbose_name_plural = "diagnoses"
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "code", "noted_on"],
                name="diagnosis_once_a_day",
                violation_error_message="This diagnosis is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.code


@audited()
class Medicine(models.Model):
    """A medicine taken beside LDN, with its daily dose where it is known."""

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="medicines")
    name = models.CharField(max_length=100)
    mg_per_day = models.DecimalField(
        "mg a day", max_digits=8, decimal_places=3, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    noted_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        # In capitals: what is typed as a name is found whatever its case.
        indexes = [models.Index(Upper("name"), name="medicine_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "name", "noted_on"],
                name="medicine_once_a_day",
                violation_error_message="This medicine is on the list already.",
            ),
            models.CheckConstraint(
                name="medicine_ends_after_noted",
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("noted_on")),
                violation_error_message="A medicine can't end before the day it was noted.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class Procedure(models.Model):
    """A procedure before or beside LDN; the day is unknown for many earlier ones."""

    class Kind(models.TextChoices):
        STEROID_INJECTION = "steroid_injection", "Steroid injection"
        TRIGGER_POINT_INJECTION = "trigger_point_injection", "Trigger point injection"
        PRP_INJECTION = "prp_injection", "Platelet-rich plasma injection"
        NERVE_BLOCK = "nerve_block", "Nerve block"
        RADIOFREQUENCY_ABLATION = "radiofrequency_ablation", "Radiofrequency ablation"

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="procedures")
    kind = models.CharField(max_length=30, choices=Kind)
    done_on = models.DateField("done on, if known", null=True, blank=True)
    noted_on = models.DateField()

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["noted_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind", "done_on", "noted_on"],
                nulls_distinct=False,
                name="procedure_once_a_day",
                violation_error_message="This procedure is on the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


CLEARED_WHY = "Say what has changed, so that it no longer speaks against LDN."


@audited()
class Contraindication(Versioned):
    """What speaks against LDN, from a day on, until a dated fact clears it."""

    class Kind(models.TextChoices):
        OPIOID = "opioid", "Opioid in use"
        ALLERGY = "naltrexone_allergy", "Allergy to naltrexone"
        PNEUMONIA = "pneumonia", "Pneumonia"
        HEPATITIS = "acute_hepatitis", "Acute hepatitis"
        LIVER_FAILURE = "liver_failure", "Liver failure"
        KIDNEY_FAILURE = "kidney_failure", "Kidney failure, moderate or severe (eGFR under 60)"

    # What nobody can override: only a changed, dated fact lets LDN go on, so a prescriber says that it has changed.
    CLEARED_BY_PRESCRIBERS = (Kind.OPIOID, Kind.ALLERGY, Kind.HEPATITIS, Kind.LIVER_FAILURE)

    patient = models.ForeignKey(Patient, models.CASCADE, related_name="contraindications")
    kind = models.CharField(max_length=20, choices=Kind)
    since = models.DateField()
    cleared_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    cleared_reason = models.CharField("what cleared it", max_length=200, blank=True)

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "kind"],
                condition=Q(cleared_on=None),
                name="contraindication_one_open_a_kind",
                violation_error_message="This is on file already, and not cleared.",
            ),
            models.CheckConstraint(
                name="contraindication_cleared_after_since",
                condition=Q(cleared_on=None) | Q(cleared_on__gte=models.F("since")),
                violation_error_message="It can't be cleared before the day it began.",
            ),
            models.CheckConstraint(
                name="contraindication_cleared_by_whom_and_why",
                condition=~Q(kind__in=["opioid", "naltrexone_allergy", "acute_hepatitis", "liver_failure"])
                | Q(cleared_on=None)
                | Q(cleared_by__isnull=False) & ~Q(cleared_reason=""),
                violation_error_message=CLEARED_WHY,
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def get_absolute_url(self) -> str:
        return reverse("reports:chart", args=[self.patient_id])

    @property
    def is_cleared_by_prescribers(self) -> bool:
        """Others may put it on file, and take nothing off."""
        return self.kind in self.CLEARED_BY_PRESCRIBERS
