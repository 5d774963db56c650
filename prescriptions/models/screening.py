"""What was asked before LDN, what a prescriber decided on it, and the wait after the last opioid.

A screening is never edited: what has changed is asked again, on another day or later the same day. One that was
entered in error is marked so.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Now
from django.urls import reverse

from accounts.sight import PatientDataQuerySet
from core import clinical
from core.audit import audited
from core.constraints import all_or_none
from core.models import Versioned, Voidable
from patients.models import Patient
from patients.opioids import Drug
from prescriptions.facts import Release


def yes_no(label: str) -> models.BooleanField:
    """Yes, no, or not known."""
    return models.BooleanField(label, null=True, blank=True)


class NewFact(models.TextChoices):
    """What is asked at every contact."""

    MEDICINE = "medicine", "Medicine"
    OPIOID = "opioid", "Opioid"
    ILLNESS = "illness", "Illness"
    PREGNANCY = "pregnancy", "Pregnancy or nursing"
    PROCEDURE = "procedure", "Procedure"


class ScreeningQuerySet(PatientDataQuerySet):
    def valid(self) -> ScreeningQuerySet:
        """All but those entered in error."""
        return self.filter(voided_at=None)


@audited()
class Screening(Voidable):
    """The answers of one day. None: not asked, not known, or not applicable."""

    # Asked of everybody, and answered by yes or no.
    YES_NO_QUESTIONS = (
        "non_prescribed_opioids",
        "opioid_for_cough_or_diarrhoea",
        "naltrexone_allergy",
        "pneumonia",
        "acute_hepatitis",
        "liver_failure",
        "depression",
        "suicidal_thoughts",
        "disulfiram",
        "thioridazine",
    )

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="screenings")
    asked_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    non_prescribed_opioids = yes_no("takes opioids that nobody prescribed")
    opioid_for_cough_or_diarrhoea = yes_no("takes an opioid medicine for cough or diarrhoea")
    last_opioid_on = models.DateField("last opioid taken on, if none is taken now", null=True, blank=True)
    naltrexone_allergy = yes_no("allergic to naltrexone")
    pneumonia = yes_no("has pneumonia")
    acute_hepatitis = yes_no("has acute hepatitis")
    liver_failure = yes_no("has liver failure")
    egfr = models.PositiveSmallIntegerField(
        "eGFR, mL/min/1.73 m2", null=True, blank=True, validators=[MaxValueValidator(200)]
    )
    pregnant_or_nursing = yes_no("pregnant or nursing")
    depression = yes_no("has depression")
    suicidal_thoughts = yes_no("has thoughts of suicide")
    disulfiram = yes_no("takes disulfiram")
    thioridazine = yes_no("takes thioridazine")
    procedure_on = models.DateField("procedure with sedation or opioids planned on", null=True, blank=True)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        ordering = ["asked_on", "id"]
        indexes = [models.Index(fields=["patient", "-asked_on", "-id"], name="screening_latest")]
        constraints = [
            models.CheckConstraint(
                name="screening_last_opioid_by_the_day_asked",
                condition=Q(last_opioid_on=None) | Q(last_opioid_on__lte=F("asked_on")),
                violation_error_message="The last opioid was taken on the day of the screening, or before.",
            ),
            all_or_none(
                "screening_voided_who_when_why",
                "voided_at",
                "voided_by",
                "voided_reason",
                message="Say why this screening was entered in error.",
            ),
        ]

    def __str__(self) -> str:
        return f"screening of {self.patient_id} on {self.asked_on}"

    def get_absolute_url(self) -> str:
        return reverse("prescriptions:screening", args=[self.patient_id])


@audited()
class ScreenedOpioid(models.Model):
    """An opioid that the patient took on the day of a screening."""

    DRUGS = [(drug.value, drug.label) for drug in Drug]
    RELEASES = [(release.value, release.label) for release in Release]

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="opioids")
    drug = models.CharField("opioid part", max_length=15, choices=DRUGS)
    name = models.CharField("product, as on the label", max_length=100)
    strength = models.DecimalField(
        "strength of one, mg of the opioid (patch: mcg an hour)",
        max_digits=7,
        decimal_places=3,
        validators=[MinValueValidator(0)],
    )
    units_prescribed = models.DecimalField(
        "at most prescribed a day",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    units_taken = models.DecimalField(
        "taken a day", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    release = models.CharField("how", max_length=17, choices=RELEASES, default=Release.IMMEDIATE.value)
    for_opioid_use_disorder = models.BooleanField("for opioid use disorder", default=False)
    helps = yes_no("helps the patient")

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="screenedopioid_strength_above_zero",
                condition=Q(strength__gt=0),
                violation_error_message="The strength is above 0.",
            ),
            models.CheckConstraint(
                name="screenedopioid_units_not_negative",
                condition=(Q(units_prescribed=None) | Q(units_prescribed__gte=0))
                & (Q(units_taken=None) | Q(units_taken__gte=0)),
                violation_error_message="How many a day is 0 or more.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class SignedDecision(models.Model):
    """A prescriber's signature over a finding of a screening: it counts until the patient is screened again."""

    screening = models.ForeignKey(Screening, models.PROTECT, related_name="decisions")
    rule = models.CharField(max_length=40)
    sentence = models.TextField()  # the finding as it was shown when it was signed
    reason = models.CharField(max_length=300)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=Now())

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["screening", "rule"],
                name="signeddecision_once_a_rule",
                violation_error_message="This finding is signed already.",
            ),
            models.CheckConstraint(
                name="signeddecision_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} signed by {self.signed_by_id}"


LAST_DAY = ExpressionWrapper(F("last_taken_on") + F("days"), output_field=models.DateField())


class WashOutQuerySet(PatientDataQuerySet):
    def open(self) -> WashOutQuerySet:
        return self.filter(released_at=None, cancelled_at=None)


@audited()
class WashOut(Versioned):
    """The wait after the last opioid, ordered and released by a prescriber. While tapering there is no last dose."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="wash_outs")
    days = models.PositiveSmallIntegerField()
    last_taken_on = models.DateField("last opioid taken on", null=True, blank=True)
    ends_on = models.DateField(null=True, editable=False)
    # The day on which the patient said, the wait being over, that no opioid was taken since.
    none_since_asked_on = models.DateField(null=True, editable=False)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    ordered_at = models.DateTimeField(db_default=Now())
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancel_reason = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001 null with the others

    objects = WashOutQuerySet.as_manager()

    class Meta:
        ordering = ["ordered_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(released_at=None, cancelled_at=None),
                name="washout_one_open_a_patient",
                violation_error_message="A wash-out is running already.",
            ),
            models.CheckConstraint(
                name="washout_ends_so_many_days_after_the_last_dose",
                condition=Q(last_taken_on=None, ends_on=None) | Q(ends_on=LAST_DAY),
                violation_error_message="The wash-out ends so many days after the last dose.",
            ),
            models.CheckConstraint(
                name="washout_days_within_limits",
                condition=Q(days__range=(clinical.SHORTEST_WASH_OUT_DAYS, clinical.LONGEST_WASH_OUT_DAYS)),
                violation_error_message=(
                    f"A wash-out takes {clinical.SHORTEST_WASH_OUT_DAYS} to {clinical.LONGEST_WASH_OUT_DAYS} days."
                ),
            ),
            models.CheckConstraint(
                name="washout_released_only_after_a_last_dose",
                condition=Q(released_at=None) | Q(ends_on__isnull=False),
                violation_error_message="A wash-out can't be released before the last dose is known.",
            ),
            models.CheckConstraint(
                name="washout_released_or_given_up",
                condition=Q(released_at=None) | Q(cancelled_at=None),
                violation_error_message="A wash-out is released or given up, not both.",
            ),
            all_or_none(
                "washout_released_who_when", "released_by", "released_at", message="A release says who and when."
            ),
            all_or_none(
                "washout_cancelled_who_when_why",
                "cancelled_by",
                "cancelled_at",
                "cancel_reason",
                message="Say why the wash-out is given up.",
            ),
        ]

    def held(self) -> WashOut:
        """As it is now, held after its patient until the transaction ends."""
        self.patient.held()
        return WashOut.objects.select_for_update(of=("self",)).get(pk=self.pk)

    def __str__(self) -> str:
        return f"wash-out of {self.patient_id} until {self.ends_on}"

    def get_absolute_url(self) -> str:
        return reverse("prescriptions:screening", args=[self.patient_id])

    @property
    def is_open(self) -> bool:
        return self.released_at is None and self.cancelled_at is None

    def is_over(self, today: date) -> bool:
        """From the day after its last day on."""
        return self.ends_on is not None and today > self.ends_on

    def clean(self) -> None:
        self.ends_on = self.last_taken_on and self.last_taken_on + timedelta(days=self.days)
