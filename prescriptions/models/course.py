from __future__ import annotations

from datetime import date

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Left, Now
from django.urls import reverse

from accounts.sight import PatientDataQuerySet
from core import clinical
from core.audit import audited
from core.constraints import all_or_none
from core.models import Versioned, Voidable
from patients.models import Patient
from prescriptions.models.pharmacy import DosageForm, Fill, Pharmacy


def pain_score(label: str) -> models.PositiveSmallIntegerField:
    """A whole number from 0 to 10, or not asked."""
    low, high = clinical.PAIN_RANGE
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(low), MaxValueValidator(high)]
    )


class PrescriptionQuerySet(PatientDataQuerySet):
    def valid(self) -> PrescriptionQuerySet:
        """All but those entered in error."""
        return self.filter(voided_at=None)

    def open(self) -> PrescriptionQuerySet:
        """Courses that a patient is on, or about to start."""
        return self.valid().filter(state__in=Prescription.OPEN_STATES)

    def active(self) -> PrescriptionQuerySet:
        return self.valid().filter(state=Prescription.State.ACTIVE)

    def held(self) -> PrescriptionQuerySet:
        """Held until the transaction ends, the patient of each before it: in this order everybody takes a patient's
        rows (then come follow-ups), so that two never wait for each other."""
        return self.select_related("patient").select_for_update(of=("patient", "self"), no_key=True)


@audited()
class Prescription(Versioned, Voidable):
    """One course of LDN: a prescription with its refills and dose steps. The unit of every report."""

    class State(models.TextChoices):
        SENT = "sent", "Prescribed, not started"
        ACTIVE = "active", "On LDN"
        NEVER_FILLED = "never_filled", "Never filled"
        STOPPED = "stopped", "Stopped"

    OPEN_STATES = (State.SENT, State.ACTIVE)

    class StopReason(models.TextChoices):
        NO_BENEFIT = "no_benefit", "No benefit"
        LOSS_OF_BENEFIT = "loss_of_benefit", "Loss of benefit"
        SIDE_EFFECTS = "side_effects", "Side effects"
        OPIOID_NEEDED_PAIN = "opioid_needed_pain", "An opioid was needed: LDN did not control the pain"
        OPIOID_NEEDED_OTHER = "opioid_needed_other", "An opioid was needed for something else"
        COST = "cost", "Cost"
        SURGERY = "surgery", "Surgery"
        INJURY = "injury", "Injury"
        PREGNANCY = "pregnancy", "Pregnancy"
        MOVED = "moved", "Moved away"
        DIED = "died", "Died"
        OTHER = "other", "Another reason"

    class Region(models.TextChoices):
        CERVICAL = "cervical", "Cervical spine"
        LUMBAR = "lumbar", "Lumbar spine"
        HIP = "hip", "Hip"
        SACROILIAC = "sacroiliac", "Sacroiliac"

    class Radiation(models.TextChoices):
        ARMS = "arms", "Arms"
        SHOULDERS = "shoulders", "Shoulders"
        JAW = "jaw", "Jaw"
        LEGS = "legs", "Legs"
        LOWER_BACK = "lower_back", "Lower back"

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="prescriptions")
    prescriber = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="prescriptions"
    )
    pharmacy = models.ForeignKey(Pharmacy, models.PROTECT, null=True, blank=True, related_name="prescriptions")
    prescribed_on = models.DateField()
    starting_dose_mg = models.DecimalField(
        "starting dose, mg a day", max_digits=5, decimal_places=2, null=True, blank=True
    )
    # How the dose is climbed from there; none: as it is ordered, step by step.
    ladder = models.ForeignKey(
        "prescriptions.Ladder", models.PROTECT, null=True, blank=True, related_name="prescriptions"
    )
    strength_mg = models.DecimalField("strength, mg each", max_digits=5, decimal_places=2, null=True, blank=True)
    form = models.CharField(max_length=7, choices=DosageForm, default=DosageForm.TABLET)
    quantity = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(1000)]
    )
    monthly_cost_usd = models.DecimalField(
        "cost a month, USD", max_digits=7, decimal_places=2, null=True, blank=True, editable=False
    )
    # History from a spreadsheet, where prescriber, pharmacy, doses and who stopped it may be unknown.
    is_imported = models.BooleanField(default=False, editable=False)

    primary_indication = models.CharField("primary indication, ICD-10-CM", max_length=8, blank=True)
    regions = ArrayField(models.CharField(max_length=10, choices=Region), default=list, blank=True)
    radiation = ArrayField(models.CharField(max_length=10, choices=Radiation), default=list, blank=True)
    # The baseline. PEG's first item is the average pain of the past week, so that is asked once.
    average_pain = pain_score("average pain in the past week")
    peg_enjoyment = pain_score("how much pain interfered with enjoyment of life")
    peg_activity = pain_score("how much pain interfered with general activity")
    months_in_pain = models.PositiveSmallIntegerField(null=True, blank=True, validators=[MaxValueValidator(12 * 100)])
    goal = models.CharField("the patient's main goal, in own words", max_length=300, blank=True)

    state = models.CharField(max_length=12, choices=State, default=State.SENT, editable=False)
    first_dose_on = models.DateField(null=True, blank=True, editable=False)
    first_dose_is_approximate = models.BooleanField(default=False, editable=False)
    # What stopped LDN when the first dose was recorded, which the patient had taken all the same. Empty: nothing did.
    begun_against = models.TextField(blank=True, editable=False)

    stopped_on = models.DateField(null=True, blank=True, editable=False)
    stop_reason = models.CharField(  # noqa: DJ001 null with the others
        max_length=20, choices=StopReason, null=True, blank=True, editable=False
    )
    other_stop_reasons = ArrayField(
        models.CharField(max_length=20, choices=StopReason), default=list, blank=True, editable=False
    )
    stop_recorded_at = models.DateTimeField(null=True, blank=True, editable=False)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    side_effects_asked_at_stop = models.BooleanField(default=False, editable=False)

    objects = PrescriptionQuerySet.as_manager()

    class Meta:
        ordering = ["prescribed_on", "id"]
        verbose_name = "course"
        indexes = [
            models.Index(fields=["prescribed_on"], name="prescription_prescribed_on"),
            # By category, the first three characters: cohorts are chosen so.
            models.Index(Left("primary_indication", 3), name="prescription_category"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"],
                condition=Q(state__in=("sent", "active"), voided_at=None),
                name="prescription_one_open_a_patient",
                violation_error_message="This patient already has an open course of LDN. Stop that one first.",
            ),
            models.CheckConstraint(
                name="prescription_known_unless_imported",
                condition=Q(is_imported=True)
                | Q(
                    prescriber__isnull=False,
                    pharmacy__isnull=False,
                    starting_dose_mg__isnull=False,
                    strength_mg__isnull=False,
                    quantity__isnull=False,
                )
                & ~Q(primary_indication=""),
                violation_error_message=(
                    "A course needs its prescriber, pharmacy, starting dose, strength, quantity and indication."
                ),
            ),
            models.CheckConstraint(
                name="prescription_starting_dose_within_limits",
                condition=Q(starting_dose_mg=None)
                | Q(starting_dose_mg__gt=0, starting_dose_mg__lte=clinical.RECORDED_DOSE_LIMIT_MG),
                violation_error_message=f"A dose is above 0 and at most {clinical.RECORDED_DOSE_LIMIT_MG} mg a day.",
            ),
            models.CheckConstraint(
                name="prescription_strength_within_limits",
                condition=Q(strength_mg=None) | Q(strength_mg__gt=0, strength_mg__lte=clinical.RECORDED_DOSE_LIMIT_MG),
                violation_error_message=f"A strength is above 0 and at most {clinical.RECORDED_DOSE_LIMIT_MG} mg.",
            ),
            models.CheckConstraint(
                name="prescription_quantity_above_zero",
                condition=Q(quantity=None) | Q(quantity__gt=0),
                violation_error_message="The quantity is at least 1.",
            ),
            models.CheckConstraint(
                name="prescription_pain_within_scale",
                condition=(Q(average_pain=None) | Q(average_pain__range=clinical.PAIN_RANGE))
                & (Q(peg_enjoyment=None) | Q(peg_enjoyment__range=clinical.PAIN_RANGE))
                & (Q(peg_activity=None) | Q(peg_activity__range=clinical.PAIN_RANGE)),
                violation_error_message="A pain score is a whole number from 0 to 10.",
            ),
            models.CheckConstraint(
                name="prescription_state_fits_its_days",
                condition=Q(state="sent", first_dose_on=None, stopped_on=None)
                | Q(state="active", first_dose_on__isnull=False, stopped_on=None)
                | Q(state="never_filled", first_dose_on=None, stopped_on=None)
                | Q(state="stopped", stopped_on__isnull=False),
                violation_error_message="The state of this course does not fit its days. Reload the page.",
            ),
            models.CheckConstraint(
                name="prescription_days_in_order",
                condition=(Q(first_dose_on=None) | Q(first_dose_on__gte=F("prescribed_on")))
                & (Q(stopped_on=None) | Q(stopped_on__gte=F("prescribed_on")))
                & (Q(stopped_on=None) | Q(first_dose_on=None) | Q(stopped_on__gte=F("first_dose_on"))),
                violation_error_message="The days are out of order: prescribed, then the first dose, then the stop.",
            ),
            models.CheckConstraint(
                name="prescription_begun_against_needs_a_first_dose",
                condition=Q(begun_against="") | Q(first_dose_on__isnull=False),
                violation_error_message="LDN was not begun in this course, so nothing stood against it.",
            ),
            all_or_none(
                "prescription_stop_when_and_why",
                "stopped_on",
                "stop_reason",
                "stop_recorded_at",
                message="A stop has a day and a reason.",
            ),
            models.CheckConstraint(
                name="prescription_stop_by_whom",
                condition=Q(stopped_on=None, stopped_by=None)
                | Q(stopped_on__isnull=False, stopped_by__isnull=False)
                | Q(stopped_on__isnull=False, is_imported=True),
                violation_error_message="A stop says who recorded it.",
            ),
            all_or_none(
                "prescription_voided_who_when_why",
                "voided_at",
                "voided_by",
                "voided_reason",
                message="Say why this course was entered in error.",
            ),
        ]

    def held(self) -> Prescription:
        """The course as it is now, held after its patient until the transaction ends."""
        return Prescription.objects.held().get(pk=self.pk)

    def __str__(self) -> str:
        return f"course of {self.patient_id} prescribed {self.prescribed_on}"

    def get_absolute_url(self) -> str:
        return reverse("reports:chart", args=[self.patient_id])

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN_STATES and not self.is_voided

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE and not self.is_voided

    def in_hand(self) -> Prescription | Fill:
        """What the patient takes from: the latest fill, else what was prescribed. Both have a strength and a form."""
        fills = list(self.fills.all())  # prefetched where it is asked more than once
        return fills[-1] if fills else self

    def days_on_ldn(self, day: date) -> int | None:
        """Days from the first dose to the day, or to the stop if that was earlier; None if not started by then."""
        if self.first_dose_on is None or self.first_dose_on > day:
            return None
        return (min(day, self.stopped_on or day) - self.first_dose_on).days


@audited()
class DeclinedOffer(models.Model):
    """LDN was offered and the patient said no: no course, and in no denominator."""

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="declined_offers")
    declined_on = models.DateField()
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now())

    objects = PatientDataQuerySet.as_manager()

    class Meta:
        ordering = ["declined_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "declined_on"],
                name="declinedoffer_once_a_day",
                violation_error_message="That the patient declined is on file for this day already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.patient_id} declined on {self.declined_on}"
